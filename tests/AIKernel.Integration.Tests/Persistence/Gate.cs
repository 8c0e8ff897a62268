using AIKernel.TestKit.Catalog;
using Npgsql;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>A transaction that holds a lock. Who runs into it waits until it opens.</summary>
internal sealed class Gate : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly CatalogDatabase _database;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private Gate(CatalogDatabase database, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_database, _connection, _transaction) = (database, connection, transaction);

    /// <summary>Begins a transaction and runs the statement in it.</summary>
    public static async Task<Gate> CloseAsync(CatalogDatabase database, string sql)
    {
        var connection = await database.Source.OpenConnectionAsync();
        var gate = new Gate(database, connection, await connection.BeginTransactionAsync());
        await gate.ExecuteAsync(sql);
        return gate;
    }

    /// <summary>Runs a statement inside the gate's transaction.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns when exactly so many sessions of the database wait for a lock.</summary>
    public async Task WaitAsync(int waiting)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await CountWaitingAsync() != waiting) await Task.Delay(Pause, TimeProvider.System, patience.Token);
    }

    /// <summary>Waits for them, then commits: they go on.</summary>
    public async Task OpenWhenWaitingAsync(int waiting)
    {
        await WaitAsync(waiting);
        await OpenAsync();
    }

    /// <summary>Commits.</summary>
    public Task OpenAsync() => _transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<long> CountWaitingAsync() => (await _database.QueryAsync<long>(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))[0];
}
