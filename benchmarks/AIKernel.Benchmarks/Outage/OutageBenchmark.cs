using System.Diagnostics;
using AIKernel.Benchmarks.Harness;
using AIKernel.LocalServers;

namespace AIKernel.Benchmarks.Outage;

/// <summary>
/// Redis is killed, or frozen, under load. A node that uses it runs beside one that has none, in the same process at the
/// same time: what they differ by is what the outage costs.
/// </summary>
internal static class OutageBenchmark
{
    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench) =>
    [
        .. await MeasureAsync(bench, "Redis killed", static redis => redis.KillAsync(), static redis => redis.StartAgainAsync()),
        .. await MeasureAsync(bench, "Redis frozen (SIGSTOP)", static redis => { redis.Pause(); return Task.CompletedTask; }, static redis => { redis.Resume(); return Task.CompletedTask; }),
    ];

    private static async Task<IEnumerable<Row>> MeasureAsync(Bench bench, string what, Func<RedisServer, Task> fail, Func<RedisServer, Task> recover)
    {
        await using var redis = await Bench.StartRedisAsync();
        await using var node = await OutageNode.StartAsync(redis.ConnectionString);
        await using var without = await OutageNode.StartAsync(redis: null);
        await using var peer = await PeerNode.StartAsync(redis.ConnectionString);
        await Task.Delay(TimeSpan.FromSeconds(bench.Pick(3, 2)), TimeProvider.System);
        var died = Stopwatch.GetTimestamp();
        await fail(redis);
        await Task.Delay(TimeSpan.FromSeconds(bench.Pick(10, 4)), TimeProvider.System);
        var outage = new OutageWindow(died, Stopwatch.GetTimestamp());
        await recover(redis);
        var usedAgain = await Recovery.UsedAgainAsync(redis);
        var (reads, writes) = await node.StopAsync();
        var (plainReads, plainWrites) = await without.StopAsync();
        return Rows(what, outage, reads, writes, plainReads, plainWrites, await peer.StopAsync(), usedAgain);
    }

    private static IEnumerable<Row> Rows(
        string what, OutageWindow outage, IReadOnlyList<Call> reads, IReadOnlyList<Call> writes,
        IReadOnlyList<Call> plainReads, IReadOnlyList<Call> plainWrites, IReadOnlyList<Call> peer, TimeSpan usedAgain)
    {
        const string Without = "without Redis";
        var first = $"{what}: slowest call of the first second";
        var later = $"{what}: later misses, p99";
        yield return new(first, "AIKernel", outage.First(reads).Max(), "ms", Without, outage.First(plainReads).Max(), Target.AtMost(100));
        yield return new(first, "IDistributedCache, cache-aside", outage.First(peer).Max(), "ms", Without, outage.First(plainReads).Max());
        var floor = Measure.Percentile(outage.Later(plainReads), 0.99);
        yield return new(later, "AIKernel", Measure.Percentile(outage.Later(reads), 0.99), "ms", Without, floor, Target.AtMostAdded(1));
        if (outage.Later(peer) is { Count: > 0 } late) yield return new(later, "IDistributedCache, cache-aside", Measure.Percentile(late, 0.99), "ms", Without, floor);
        yield return new($"{what}: slowest call of a writer", "AIKernel", outage.All(writes).Max(), "ms", Without, outage.All(plainWrites).Max(), Target.AtMostAdded(100));
        yield return new($"{what}: used again after it is back", "AIKernel", usedAgain.TotalMilliseconds, "ms", "", 0, Target.AtMost(1000));
        yield return new($"{what}: failed reads and writes", "AIKernel", reads.Concat(writes).Count(static call => call.Failed), "", "", 0, Target.Exactly(0));
    }
}
