using System.Diagnostics;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Primitives;

namespace AIKernel.Benchmarks.Invalidation;

/// <summary>The peer's way to drop a group of entries: a change token that all of them share.</summary>
internal static class TokenBenchmark
{
    public static async Task<double> RunAsync(int entries, int rounds)
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var items = Array.ConvertAll(Items.Ids(entries), static id => Items.Small(id));
        var keys = Array.ConvertAll(items, static item => $"resource:get:{item.Id}");
        return await Measure.MedianOfAsync(rounds, async () =>
        {
            using var group = new CancellationTokenSource();
            for (var i = 0; i < items.Length; i++) cache.Set(keys[i], items[i], new CancellationChangeToken(group.Token));
            var started = Stopwatch.GetTimestamp();
            await group.CancelAsync();
            // Entries are refused one by one as the token tells them.
            while (cache.TryGetValue(keys[0], out _) || cache.TryGetValue(keys[^1], out _)) { }
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        });
    }
}
