using Npgsql;

namespace AIKernel.Caching.Postgres;

/// <summary>The journal's tables and functions, schema <c>journal</c>.</summary>
public static class PostgresJournalSchema
{
    private const long LockKey = 0x4A4F55524E414C;

    /// <summary>
    /// Creates what is missing, in one transaction; safe when several nodes start at once and when it is there already.
    /// </summary>
    public static Task ApplyAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        SchemaScript.RunAsync(database, typeof(PostgresJournalSchema), "Journal.sql", LockKey, cancellationToken);
}
