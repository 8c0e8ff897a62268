using System.Collections.Concurrent;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Caching;
using Microsoft.Extensions.Caching.Memory;

namespace AIKernel.Benchmarks.Memory;

/// <summary>What an entry takes in memory beside key and value: bytes live on the heap, less those of a dictionary of the same records.</summary>
internal static class MemoryBenchmark
{
    private const int Records = 100_000;
    private const string Work = "overhead per entry in memory, 100,000 records";

    private static readonly Item[] Values = Array.ConvertAll(Items.Ids(Records), static id => Items.Small(id));

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var byId = Values.ToDictionary(static item => item.Id);
        var dictionary = await HeldAsync(static () => Task.FromResult<object>(new ConcurrentDictionary<Guid, Item>(Values.Select(static item => KeyValuePair.Create(item.Id, item)))));
        var memoryCache = await HeldAsync(static () => Task.FromResult<object>(FillMemoryCache()));
        var plain = await NodeAsync(byId, tags: 0);
        var tagged = await NodeAsync(byId, tags: 2);
        return
        [
            new(Work, "AIKernel, no tags", plain - dictionary, "B", "", 0, Target.AtMost(90)),
            new(Work, "AIKernel, 2 tags", tagged - dictionary, "B", "", 0),
            new(Work, "IMemoryCache, lifetime of an hour", memoryCache - dictionary, "B", "", 0),
            new("a ConcurrentDictionary itself, per entry", "ConcurrentDictionary<Guid, Item>", dictionary, "B", "", 0),
        ];
    }

    private static async Task<double> NodeAsync(Dictionary<Guid, Item> byId, int tags)
    {
        await using var node = await CacheNode.StartAsync(new LocalJournal());
        var items = node.Cache.BindItems((id, _) => new(byId[id]), tags: (set, id, _) => Describe(set, id, tags));
        return await HeldAsync(async () =>
        {
            foreach (var item in Values) await items.GetAsync(item.Id, CancellationToken.None);
            return items;
        });
    }

    private static void Describe(TagSet set, Guid id, int tags)
    {
        if (tags > 0) set.Add("item", id).Add("items:*");
    }

    private static MemoryCache FillMemoryCache()
    {
        var cache = new MemoryCache(new MemoryCacheOptions());
        foreach (var item in Values) cache.Set(item.Id, item, TimeSpan.FromHours(1));
        return cache;
    }

    /// <summary>Bytes per record that are live after filling and were not before.</summary>
    private static async Task<double> HeldAsync(Func<Task<object>> fill)
    {
        var before = Live();
        var held = await fill();
        var bytes = Live() - before;
        GC.KeepAlive(held);
        if (held is IDisposable disposable) disposable.Dispose();
        return bytes / (double)Records;
    }

    private static long Live()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
