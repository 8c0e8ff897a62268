using AIKernel.Caching;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;

namespace AIKernel.Benchmarks.Eviction;

/// <summary>What the threads of a soak work on: a memory that is always full, and one that only grows.</summary>
internal sealed class SoakWorld
{
    /// <summary>About a fifth of the keys fit.</summary>
    public const int Keys = 20_000, MostEntries = 9_000;
    public const long Limit = 2_000_000;
    public const int MostThreads = 64;

    private static readonly object Value = new();

    public SoakWorld(MemoryEviction eviction)
    {
        Bounded = new(new CacheOptions { MemoryLimitBytes = Limit, MemoryMaxEntries = MostEntries, MemoryEviction = eviction });
        Growing = new(long.MaxValue);
        Tiers = [new(Bounded), new(Bounded)];
        Kept = new(Growing);
    }

    public MemoryBudget Bounded { get; }
    public MemoryBudget Growing { get; }
    public IReadOnlyList<MemoryTier<int, object>> Tiers { get; }

    /// <summary>What is put here stays.</summary>
    public MemoryTier<long, object> Kept { get; }

    public static void Put<TKey>(MemoryTier<TKey, object> tier, TKey key, int size, ulong horizon)
        where TKey : notnull => tier.Put(new()
        {
            Tier = tier,
            Key = key,
            Value = Value,
            Stamp = new JournalStamp(1, horizon),
            Tags = [],
            FreshUntil = long.MaxValue,
            ExpiresAt = long.MaxValue,
            LoadedAt = 0,
            Size = size,
        }, 0);
}
