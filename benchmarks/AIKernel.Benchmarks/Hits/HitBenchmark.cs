using System.Collections.Concurrent;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using Microsoft.Extensions.Caching.Memory;

namespace AIKernel.Benchmarks.Hits;

/// <summary>A hit in memory through the decorator, awaited and counted, beside a look-up in a ConcurrentDictionary.</summary>
internal static class HitBenchmark
{
    private const string Work = "memory hit, decorated, awaited, counted";
    private const string Floor = "ConcurrentDictionary, string keys";
    private static readonly int[] TagCounts = [0, 2, 5];

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var items = HitLoops.Ids.Select(static id => Items.Small(id)).ToArray();
        var bare = new BareItems(items);
        await using var node = await CacheNode.StartAsync(new LocalJournal());
        var cached = Array.ConvertAll(TagCounts, tags => new CachedItems(bare, node.Cache, tags));
        foreach (var repository in cached)
            foreach (var id in HitLoops.Ids) await repository.GetAsync(id, CancellationToken.None);
        var dictionary = new ConcurrentDictionary<string, Item>(HitLoops.Texts.Zip(items, KeyValuePair.Create));
        using var memoryCache = new MemoryCache(new MemoryCacheOptions());
        foreach (var (text, item) in dictionary) memoryCache.Set(text, item, TimeSpan.FromHours(1));
        Action<int, int> floor = (from, count) => HitLoops.Look(dictionary, from, count);
        Action<int, int> memory = (from, count) => HitLoops.Look(memoryCache, from, count);
        Action<int, int> repeated = (from, count) => HitLoops.Await(bare, from, count);
        var hits = Array.ConvertAll(cached, repository => (Action<int, int>)((from, count) => HitLoops.Await(repository, from, count)));
        return [.. Times(bench, floor, memory, repeated, hits), .. Bytes(hits, memory), .. Threads(bench, floor, hits[0], memory)];
    }

    private static IEnumerable<Row> Times(Bench bench, Action<int, int> floor, Action<int, int> memory, Action<int, int> bare, Action<int, int>[] hits)
    {
        Action<int>[] loops = [.. new[] { floor, memory, bare }.Concat(hits).Select(static loop => (Action<int>)(count => loop(0, count)))];
        var times = Measure.Nanoseconds(bench.Pick(15, 7), bench.Pick(2_000_000, 1_000_000), loops);
        yield return new($"{Work}; no tags", "AIKernel", times[3], "ns", Floor, times[0], Target.AtMostFloors(2));
        yield return new($"{Work}; no tags", "IMemoryCache", times[1], "ns", Floor, times[0]);
        yield return new($"{Work}; no tags", "the bare repository, a dictionary", times[2], "ns", Floor, times[0]);
        for (var i = 1; i < hits.Length; i++)
            yield return new($"{Work}; {TagCounts[i]} tags", "AIKernel", times[3 + i], "ns", "the same without tags", times[3], Target.AtMostFloors(1.1));
    }

    private static IEnumerable<Row> Bytes(Action<int, int>[] hits, Action<int, int> memory)
    {
        for (var i = 0; i < hits.Length; i++)
            yield return new("bytes allocated by a memory hit", $"AIKernel, {TagCounts[i]} tags", Allocated(hits[i]), "B", "", 0, Target.Exactly(0));
        yield return new("bytes allocated by a memory hit", "IMemoryCache", Allocated(memory), "B", "", 0);
    }

    private static double Allocated(Action<int, int> loop)
    {
        const int Count = 100_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        loop(0, Count);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count;
    }

    private static IEnumerable<Row> Threads(Bench bench, Action<int, int> floor, Action<int, int> hits, Action<int, int> memory)
    {
        const int Count = 2;
        var operations = bench.Pick(4_000_000, 2_000_000);
        var rates = Measure.Interleaved(bench.Pick(15, 7), [.. new[] { floor, hits, memory }.Select(loop => (Func<double>)(() => TwoThreads.MillionsPerSecond(Count, operations, loop)))]);
        yield return new("memory hits on 2 threads", "AIKernel", rates[1], "Mops/s", $"{Floor}, 2 threads", rates[0], Target.AtLeast(100));
        yield return new("memory hits on 2 threads", "IMemoryCache", rates[2], "Mops/s", $"{Floor}, 2 threads", rates[0]);
    }
}
