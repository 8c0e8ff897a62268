using Npgsql;

namespace AIKernel.Caching.Postgres.Keyed;

/// <summary>The table and functions of keyed values, schema <c>keyed</c>.</summary>
public static class PostgresKeyedSchema
{
    // Any constant will do; it only has to be the same on every node, and not the one that writes lock.
    private const long LockKey = 0x4B45594544534348;

    /// <summary>
    /// Creates what is missing, in one transaction; safe when several nodes start at once and when it is there already.
    /// The journal must be there.
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
        var type = typeof(PostgresKeyedSchema);
        await using var stream = type.Assembly.GetManifestResourceStream(type, "Entries.sql")!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
