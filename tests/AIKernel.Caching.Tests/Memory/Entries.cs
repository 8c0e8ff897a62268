using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

/// <summary>Budgets and entries made of the one number that a test is about.</summary>
internal static class Entries
{
    public static MemoryBudget Budget(long limit, int? entries = null, MemoryEviction eviction = MemoryEviction.TinySieve) =>
        new(new CacheOptions { MemoryLimitBytes = limit, MemoryMaxEntries = entries, MemoryEviction = eviction });

    public static MemoryEntry<TKey, string> Of<TKey>(MemoryTier<TKey, string> tier, TKey key, long size = 100, JournalStamp? stamp = null, long freshUntil = long.MaxValue, long expiresAt = long.MaxValue)
        where TKey : notnull => new()
        {
            Tier = tier,
            Key = key,
            Value = "",
            Stamp = stamp ?? new(1, 1),
            Tags = [],
            FreshUntil = freshUntil,
            ExpiresAt = expiresAt,
            LoadedAt = 0,
            Size = size,
        };

    /// <summary>Puts a new entry of this key at the moment 0.</summary>
    public static bool Put<TKey>(this MemoryTier<TKey, string> tier, TKey key, long size = 100, JournalStamp? stamp = null)
        where TKey : notnull => tier.Put(Of(tier, key, size, stamp), 0);

    /// <summary>Reads and serves: what a hit of the read path does to memory.</summary>
    public static bool Hit<TKey>(this MemoryTier<TKey, string> tier, TKey key, long now = 0)
        where TKey : notnull
    {
        if (tier.Peek(key) is not { } entry) return false;
        tier.MarkHit(entry, now);
        return true;
    }
}
