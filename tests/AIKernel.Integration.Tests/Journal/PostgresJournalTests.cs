using AIKernel.Caching;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Postgres;
using AIKernel.LocalServers;
using Npgsql;

namespace AIKernel.Integration.Tests.Journal;

/// <summary>The journal on a real server: what a reader sees, once each, whatever transactions overlap; and what makes an epoch.</summary>
public sealed class PostgresJournalTests : IAsyncLifetime
{
    private PostgresServer _postgres = null!;
    private NpgsqlDataSource _database = null!;
    private PostgresJournal _journal = null!;

    public async Task InitializeAsync()
    {
        _postgres = await PostgresServer.StartTemporaryAsync();
        Connect();
        await PostgresJournalSchema.ApplyAsync(_database, default);
    }

    public async Task DisposeAsync()
    {
        await DisconnectAsync();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task A_row_is_read_once_when_it_becomes_visible_however_long_its_transaction_ran()
    {
        var start = await ReadAsync(null);
        await using var slow = await BeginAsync("slow");
        await AppendAsync("quick");

        var first = await ReadAsync(start.Snapshot);
        Assert.Equal([Tag.Of("quick")], TagsOf(first));
        Assert.True(first.Snapshot.Horizon < first.Snapshot.End, "The slow transaction holds the horizon back.");

        await AppendAsync("later");
        var second = await ReadAsync(first.Snapshot);
        Assert.Equal([Tag.Of("later")], TagsOf(second));

        await slow.CommitAsync();
        var third = await ReadAsync(second.Snapshot);
        Assert.Equal([Tag.Of("slow")], TagsOf(third));
        Assert.True(third.Rows[0].Sequence < second.Rows[0].Sequence);
        Assert.Empty((await ReadAsync(third.Snapshot)).Rows);
    }

    [Fact]
    public async Task A_load_between_horizon_and_commit_is_caught_by_the_horizon()
    {
        await using var writer = await BeginAsync("item");
        var before = await ReadAsync(null); // the horizon a load takes while the writer is at work
        await writer.CommitAsync();
        var after = await ReadAsync(before.Snapshot);

        Assert.True(Assert.Single(after.Rows).Sequence >= before.Snapshot.Horizon);
    }

    [Fact]
    public async Task What_is_rolled_back_is_never_read()
    {
        var start = await ReadAsync(null);
        await using (var writer = await BeginAsync("never")) await writer.RollbackAsync();
        Assert.Empty((await ReadAsync(start.Snapshot)).Rows);
    }

    [Fact]
    public async Task A_position_is_covered_once_its_transaction_has_ended()
    {
        var start = await ReadAsync(null);
        await using var connection = await _database.OpenConnectionAsync();
        await using var writer = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("select journal.position()", connection, writer);
        Assert.True(AIKernel.Catalog.CatalogPosition.TryParse((string?)await command.ExecuteScalarAsync(), out var position));

        Assert.Equal(start.Epoch, position.Epoch);
        Assert.False((await ReadAsync(start.Snapshot)).Snapshot.Covers(position.Sequence));
        await writer.CommitAsync();
        Assert.True((await ReadAsync(start.Snapshot)).Snapshot.Covers(position.Sequence));
    }

    [Fact]
    public async Task Pruning_raises_the_mark_above_everything_it_removed()
    {
        await AppendAsync("old");
        var newest = (await ReadAsync(null)).Rows.Max(static row => row.Sequence);
        Assert.Equal(0UL, (await ReadAsync(null)).LowWater);

        await _journal.PruneAsync(TimeSpan.FromHours(1), default);
        Assert.Equal(0UL, (await ReadAsync(null)).LowWater);

        await ExecuteAsync("update journal.entries set at = at - interval '2 hours'");
        await _journal.PruneAsync(TimeSpan.FromHours(1), default);
        var pruned = await ReadAsync(null);
        Assert.Empty(pruned.Rows);
        Assert.True(pruned.LowWater > newest);
    }

    [Fact]
    public async Task A_commit_wakes_whoever_listens()
    {
        var wakes = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();
        var listening = _journal.ListenAsync(() => wakes.Release(), stop.Token);
        await wakes.WaitAsync(TimeSpan.FromSeconds(30)); // begun to listen

        await AppendAsync("something");
        Assert.True(await wakes.WaitAsync(TimeSpan.FromSeconds(30)));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task A_clean_restart_keeps_the_epoch()
    {
        var before = await ReadAsync(null);
        await DisconnectAsync();
        await _postgres.StopAsync();
        await _postgres.StartAgainAsync();
        Connect();
        Assert.Equal(before.Epoch, (await ReadAsync(null)).Epoch);
    }

    [Fact]
    public async Task A_crash_is_a_new_epoch_and_every_crash_another()
    {
        var epochs = new HashSet<ulong> { (await ReadAsync(null)).Epoch };
        for (var crash = 1; crash <= 2; crash++)
        {
            await DisconnectAsync();
            await _postgres.KillAsync();
            await _postgres.StartAgainAsync();
            Connect();
            Assert.True(epochs.Add((await ReadAsync(null)).Epoch));
        }
    }

    [Fact]
    public async Task Raising_the_epoch_by_hand_raises_it_once_for_everybody()
    {
        var before = (await ReadAsync(null)).Epoch;
        await ExecuteAsync("select journal.raise_epoch()");
        var after = (await ReadAsync(null)).Epoch;
        await using var other = new PostgresJournal(_database);

        Assert.NotEqual(before, after);
        Assert.Equal(after, (await other.ReadAsync(null, default)).Epoch);
    }

    [Fact]
    public async Task Applying_the_schema_again_and_by_several_at_once_changes_nothing()
    {
        await AppendAsync("kept");
        var before = await ReadAsync(null);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresJournalSchema.ApplyAsync(_database, default)));
        var after = await ReadAsync(null);
        Assert.Equal((before.Epoch, before.Rows.Count), (after.Epoch, after.Rows.Count));
    }

    private ValueTask<JournalRead> ReadAsync(JournalSnapshot? since) => _journal.ReadAsync(since, default);

    private static IEnumerable<ulong> TagsOf(JournalRead read) => read.Rows.SelectMany(static row => row.Tags);

    private Task AppendAsync(string tag) => ExecuteAsync($"select journal.append(array['{tag}'])");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A transaction that has journalled a tag and not ended.</summary>
    private async Task<NpgsqlTransaction> BeginAsync(string tag)
    {
        var connection = await _database.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"select journal.append(array['{tag}'])", connection, transaction);
        await command.ExecuteNonQueryAsync();
        return transaction;
    }

    private void Connect()
    {
        _database = NpgsqlDataSource.Create(_postgres.ConnectionString);
        _journal = new PostgresJournal(_database);
    }

    private async Task DisconnectAsync()
    {
        await _journal.DisposeAsync();
        await _database.DisposeAsync();
    }
}
