using System.Collections.Concurrent;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Caching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;

namespace AIKernel.Benchmarks.SharedTier;

/// <summary>
/// Hits in Redis by 64 callers, each value kept in memory afterwards. Every round starts with an empty memory and reads
/// every key once, so that every read is a hit in Redis; Redis' own count of GETs proves it.
/// </summary>
internal static class ThroughputBenchmark
{
    private const int Callers = 64;
    private const string Work = "Redis hit, 1.2 KB, 64 callers, value kept in memory";
    private const string Floor = "GET + decode + put in a ConcurrentDictionary";

    private static readonly ICacheSerializer<Item> Serializer = new JsonCacheSerializer<Item>(ItemJson.Default.Item);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench, string connectionString, RedisClient client)
    {
        var ids = Items.Ids(bench.Pick(40_000, 10_000));
        await FillAsync(ids, connectionString, client);
        var rates = await Measure.InterleavedAsync(bench.Pick(7, 3),
            () => FloorAsync(ids, client),
            () => CachedAsync(ids, connectionString, client),
            () => MemoryCacheAsync(ids, client),
            () => CallerPool.RateAsync(Callers, ids, id => GetAsync(client, id)),
            () => CallerPool.RateAsync(Callers, ids, id => GetDistributedAsync(client.Distributed, id)));
        return
        [
            new(Work, "AIKernel", rates[1], "ops/s", Floor, rates[0], Target.AtLeastFloors(0.9)),
            new(Work, "StackExchange.Redis + IMemoryCache", rates[2], "ops/s", Floor, rates[0]),
            new(Work, "StackExchange.Redis, decoded, not kept", rates[3], "ops/s", Floor, rates[0]),
            new(Work, "IDistributedCache, decoded, not kept", rates[4], "ops/s", Floor, rates[0]),
        ];
    }

    private static async Task FillAsync(Guid[] ids, string connectionString, RedisClient client)
    {
        await using var node = await CacheNode.StartAsync(new LocalJournal(), connectionString, CacheNode.PatientOptions);
        var writing = node.Cache.BindItems(static (id, _) => new(Items.Full(id)));
        await CallerPool.RateAsync(Callers, ids, async id =>
        {
            await writing.GetAsync(id, CancellationToken.None);
            var packed = Payloads.Pack(Items.Json(Items.Full(id)));
            await client.Database.StringSetAsync(RedisClient.FloorKey(id), packed);
            await client.Distributed.SetAsync($"{id}", packed);
        });
    }

    private static async Task<double> CachedAsync(Guid[] ids, string connectionString, RedisClient client)
    {
        await using var node = await CacheNode.StartAsync(new LocalJournal(), connectionString, CacheNode.PatientOptions);
        var cached = node.Cache.BindItems(Operations.MustNotLoad<Item>);
        var before = await GetsAsync(client);
        var rate = await CallerPool.RateAsync(Callers, ids, async id => await cached.GetAsync(id, CancellationToken.None));
        foreach (var id in ids) await cached.GetAsync(id, CancellationToken.None);
        var gets = await GetsAsync(client) - before;
        if (gets != ids.Length) throw new InvalidOperationException($"{ids.Length} keys read twice were to cost a GET each and no more; they cost {gets}.");
        return rate;
    }

    private static Task<double> FloorAsync(Guid[] ids, RedisClient client)
    {
        var kept = new ConcurrentDictionary<string, Item>();
        return CallerPool.RateAsync(Callers, ids, async id => kept[$"resource:get:{id}"] = await GetAsync(client, id));
    }

    private static async Task<double> MemoryCacheAsync(Guid[] ids, RedisClient client)
    {
        using var kept = new MemoryCache(new MemoryCacheOptions());
        return await CallerPool.RateAsync(Callers, ids, async id => kept.Set($"resource:get:{id}", await GetAsync(client, id), TimeSpan.FromHours(1)));
    }

    private static async Task<Item> GetAsync(RedisClient client, Guid id) =>
        Decode(await client.Database.StringGetAsync(RedisClient.FloorKey(id)), id);

    private static async Task<Item> GetDistributedAsync(IDistributedCache cache, Guid id) => Decode(await cache.GetAsync($"{id}"), id);

    private static Item Decode(byte[]? packed, Guid id) =>
        Serializer.Deserialize(Payloads.Unpack(packed ?? throw new InvalidOperationException($"{id} is not in Redis.")));

    private static async Task<long> GetsAsync(RedisClient client)
    {
        // cmdstat_get:calls=21,usec=175,…
        var counts = (await client.Server.InfoAsync("commandstats")).SelectMany(static group => group);
        return counts.Where(static pair => pair.Key == "cmdstat_get").Select(static pair => long.Parse(pair.Value.Split(',')[0].Split('=')[1], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();
    }
}
