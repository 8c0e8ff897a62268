using AIKernel.Benchmarks.Harness;
using AIKernel.Caching.Postgres;
using AIKernel.LocalServers;
using Npgsql;

namespace AIKernel.Benchmarks.Staleness;

/// <summary>
/// A node is cut off for 3 s, from Redis or from the journal, while another goes on changing what both serve. The
/// journal is PostgreSQL; for every value the node serves it is known how long it had been superseded.
/// </summary>
internal static class CutOffBenchmark
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Row>> RunAsync(RedisServer redis, PostgresServer postgres)
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await PostgresJournalSchema.ApplyAsync(database, CancellationToken.None);
        return [.. await CutAsync("Redis", redis, postgres, database), .. await CutAsync("the journal", redis, postgres, database)];
    }

    private static async Task<IEnumerable<Row>> CutAsync(string from, RedisServer redis, PostgresServer postgres, NpgsqlDataSource database)
    {
        await using var toRedis = new CuttableProxy(redis.Port);
        await using var toJournal = new CuttableProxy(postgres.Port);
        var link = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Port = toJournal.Port, Timeout = 2, CommandTimeout = 2, CancellationTimeout = -1 };
        await using var journalled = NpgsqlDataSource.Create(link.ConnectionString);
        await using var journal = new PostgresJournal(journalled);
        await using var otherJournal = new PostgresJournal(database);
        await using var node = await CacheNode.StartAsync(journal, $"127.0.0.1:{toRedis.Port},password={redis.Password}");
        await using var other = await CacheNode.StartAsync(otherJournal, redis.ConnectionString);
        using var watch = await CutOffWatch.StartAsync(node, other, new VersionTable(database));
        var proxy = from == "Redis" ? toRedis : toJournal;
        await Task.Delay(Before, TimeProvider.System);
        proxy.Cut();
        watch.ReadsMark();
        await Task.Delay(Cut, TimeProvider.System);
        var meanwhile = watch.ReadsSinceMark;
        proxy.Mend();
        await Task.Delay(After, TimeProvider.System);
        await watch.StopAsync();
        if (meanwhile == 0 || proxy.Held == 0) throw new InvalidOperationException($"The cut proves nothing: {meanwhile} reads, {proxy.Held} messages held.");
        Bench.Say($"  cut off from {from}: {meanwhile:#,0} reads meanwhile, {watch.Reads:#,0} in all, {watch.Changes:#,0} changes, {watch.Failures} failed reads");
        var bound = CacheNode.Options.MaxStaleness;
        return
        [
            new($"cut off from {from} for 3 s: values served over {bound.TotalSeconds:0} s after being superseded", "AIKernel", watch.Stale, "", "", 0, Target.Exactly(0)),
            new($"cut off from {from} for 3 s: longest a value was served after being superseded", "AIKernel", watch.Oldest.TotalMilliseconds, "ms", "", 0, Target.AtMost(bound.TotalMilliseconds)),
        ];
    }
}
