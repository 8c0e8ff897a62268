using System.Collections.Concurrent;
using AIKernel.Benchmarks.Samples;
using Microsoft.Extensions.Caching.Memory;

namespace AIKernel.Benchmarks.Hits;

/// <summary>The loops that are timed: the same keys in the same order, each answer looked at.</summary>
internal static class HitLoops
{
    private const int Count = 1024;

    public static Guid[] Ids { get; } = Items.Ids(Count);

    /// <summary>The keys as text, built before anything is timed.</summary>
    public static string[] Texts { get; } = Array.ConvertAll(Ids, static id => $"resource:get:{id}");

    public static void Look(ConcurrentDictionary<string, Item> dictionary, int from, int count)
    {
        var texts = Texts;
        for (var i = from; i < from + count; i++)
            if (!dictionary.TryGetValue(texts[i & (Count - 1)], out _)) throw Lost();
    }

    public static void Look(IMemoryCache cache, int from, int count)
    {
        var texts = Texts;
        for (var i = from; i < from + count; i++)
            if (!cache.TryGetValue(texts[i & (Count - 1)], out Item? _)) throw Lost();
    }

    public static void Await(IItems items, int from, int count)
    {
        var done = AwaitAsync(items, from, count);
        if (!done.IsCompletedSuccessfully) throw new InvalidOperationException("A hit was to complete at once.", done.Exception);
    }

    private static async Task AwaitAsync(IItems items, int from, int count)
    {
        var ids = Ids;
        for (var i = from; i < from + count; i++)
            if (await items.GetAsync(ids[i & (Count - 1)], CancellationToken.None) is null) throw Lost();
    }

    private static InvalidOperationException Lost() => new("A key was lost.");
}
