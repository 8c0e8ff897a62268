using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Caching;
using AIKernel.LocalServers;
using Microsoft.Extensions.Caching.Distributed;

namespace AIKernel.Benchmarks.SharedTier;

/// <summary>How many commands a hit and a miss send to Redis.</summary>
internal static class CommandBenchmark
{
    private const int Reads = 200;
    private const int First = 10_000_000; // ids that no other suite uses
    private static readonly TimeSpan Afterwork = TimeSpan.FromMilliseconds(100); // for what is sent after the answer

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench, RedisServer redis, RedisClient client)
    {
        await using var node = await CacheNode.StartAsync(new LocalJournal(), redis.ConnectionString, CacheNode.PatientOptions);
        await using var other = await CacheNode.StartAsync(new LocalJournal(), redis.ConnectionString, CacheNode.PatientOptions);
        var missing = node.Cache.BindItems(Load);
        var leasing = node.Cache.BindItems(Load, Operations.Hour with { Lease = true }, name: "leased");
        var hitting = other.Cache.BindItems(Operations.MustNotLoad<Item>);
        var ids = Items.Ids(Reads, First);
        await using var monitor = await RedisMonitor.OpenAsync(redis);
        async Task<double> CountAsync(string what, Func<Guid, Task> read)
        {
            foreach (var id in ids) await read(id);
            await Task.Delay(Afterwork, TimeProvider.System);
            await client.Database.ExecuteAsync("ECHO", what);
            var counts = await monitor.CountUntilAsync(what);
            Bench.Say($"  {what}: {string.Join(", ", counts.Select(static pair => $"{pair.Value} {pair.Key.ToUpperInvariant()}"))} for {Reads} reads");
            return counts.Values.Sum() / (double)Reads;
        }
        // The node's first round trip with a lease may set up what it keeps from then on.
        await leasing.GetAsync(Items.Id(First - 1), CancellationToken.None);
        await CountAsync("set-up", static _ => Task.CompletedTask);
        var perMiss = await CountAsync("miss", async id => await missing.GetAsync(id, CancellationToken.None));
        var perHit = await CountAsync("hit", async id => await hitting.GetAsync(id, CancellationToken.None));
        var perLease = await CountAsync("miss with the lease", async id => await leasing.GetAsync(id, CancellationToken.None));
        var distributedMiss = await CountAsync("IDistributedCache, miss", id => ReadDistributedAsync(client.Distributed, id));
        var distributedHit = await CountAsync("IDistributedCache, hit", id => ReadDistributedAsync(client.Distributed, id));
        return
        [
            new("Redis commands per hit", "AIKernel", perHit, "", "", 0, Target.Exactly(1)),
            new("Redis commands per hit", "IDistributedCache", distributedHit, "", "", 0),
            new("Redis commands per miss", "AIKernel", perMiss, "", "", 0, Target.Exactly(2)),
            new("Redis commands per miss", "AIKernel, with the lease", perLease, "", "", 0, Target.AtMost(4)),
            new("Redis commands per miss", "IDistributedCache", distributedMiss, "", "", 0),
        ];
    }

    private static ValueTask<Item> Load(Guid id, CancellationToken cancellationToken) => new(Items.Full(id));

    /// <summary>Cache-aside, as applications write it.</summary>
    private static async Task ReadDistributedAsync(IDistributedCache cache, Guid id)
    {
        if (await cache.GetAsync($"{id}") is null)
            await cache.SetAsync($"{id}", Items.Json(Items.Full(id)), new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });
    }
}
