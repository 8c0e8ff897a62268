using Npgsql;

namespace AIKernel.Caching.Postgres;

/// <summary>A script inside the assembly that creates what is missing in a database.</summary>
internal static class SchemaScript
{
    /// <summary>Runs the script in one transaction, one node at a time.</summary>
    /// <param name="database">Where.</param>
    /// <param name="beside">A type in whose namespace the script is.</param>
    /// <param name="file">Its name.</param>
    /// <param name="lockKey">Any constant, the same on every node and different for each script.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing of it is left then.</param>
    public static async Task RunAsync(NpgsqlDataSource database, Type beside, string file, long lockKey, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction) { Parameters = { new() { Value = lockKey } } })
            await command.ExecuteNonQueryAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(await ReadAsync(beside, file, cancellationToken), connection, transaction))
            await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<string> ReadAsync(Type beside, string file, CancellationToken cancellationToken)
    {
        await using var stream = beside.Assembly.GetManifestResourceStream(beside, file)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
