using Npgsql;

namespace AIKernel.Caching.Postgres.Keyed;

/// <summary>The table and functions of keyed values, schema <c>keyed</c>.</summary>
public static class PostgresKeyedSchema
{
    // Not the one that writes lock.
    private const long LockKey = 0x4B45594544534348;

    /// <summary>
    /// Creates what is missing, in one transaction; safe when several nodes start at once and when it is there already.
    /// The journal must be there.
    /// </summary>
    public static Task ApplyAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        SchemaScript.RunAsync(database, typeof(PostgresKeyedSchema), "Entries.sql", LockKey, cancellationToken);
}
