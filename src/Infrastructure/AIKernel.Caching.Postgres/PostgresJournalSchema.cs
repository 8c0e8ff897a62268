using Npgsql;

namespace AIKernel.Caching.Postgres;

/// <summary>The journal's tables and functions, schema <c>journal</c>.</summary>
public static class PostgresJournalSchema
{
    // Any constant will do; it only has to be the same on every node.
    private const long LockKey = 0x4A4F55524E414C;

    /// <summary>
    /// Creates what is missing, in one transaction; safe when several nodes start at once and when it is there already.
    /// </summary>
    public static async Task ApplyAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction) { Parameters = { new() { Value = LockKey } } })
            await command.ExecuteNonQueryAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(await ReadScriptAsync(cancellationToken), connection, transaction))
            await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<string> ReadScriptAsync(CancellationToken cancellationToken)
    {
        var type = typeof(PostgresJournalSchema);
        await using var stream = type.Assembly.GetManifestResourceStream(type, "Journal.sql")!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
