using AIKernel.Benchmarks.Samples;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Primitives;

namespace AIKernel.Benchmarks.Staleness;

/// <summary>The same overtaken loads through IMemoryCache, used as its documentation shows.</summary>
internal static class PeerFills
{
    public static async Task<int> ByKeyAsync()
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        return await RunAsync(cache, (_, _) => { }, ids => { foreach (var id in ids) cache.Remove(id); });
    }

    public static async Task<int> ByTokenAsync()
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        using var group = new CancellationTokenSource();
        return await RunAsync(cache, (entry, _) => entry.AddExpirationToken(new CancellationChangeToken(group.Token)), _ => group.Cancel());
    }

    private static async Task<int> RunAsync(MemoryCache cache, Action<ICacheEntry, Guid> describe, Action<Guid[]> invalidate)
    {
        var source = new HeldSource();
        var ids = Items.Ids(FillBenchmark.Tries, 63_000_000);
        Task<Item?> Read(Guid id) => cache.GetOrCreateAsync(id, async entry =>
        {
            describe(entry, id);
            return await source.LoadAsync(id, CancellationToken.None);
        });
        source.Hold();
        var overtaken = ids.Select(Read).ToList(); // each is held at once: it runs up to its first wait
        foreach (var id in ids) source.Commit(id, 2);
        invalidate(ids);
        source.Release();
        await Task.WhenAll(overtaken);
        var answers = await Task.WhenAll(ids.Select(Read));
        return answers.Count(static item => item!.Version < 2);
    }
}
