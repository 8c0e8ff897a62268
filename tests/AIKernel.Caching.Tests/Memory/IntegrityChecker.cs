using System.Collections;
using System.Reflection;
using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

/// <summary>
/// Walks queue and dictionaries of a memory budget at rest: every link has its counterpart, every queued entry is the one
/// its dictionary holds, and what was counted is what is there.
/// </summary>
internal static class IntegrityChecker
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    public static void Check<TValue>(MemoryBudget budget, params MemoryTier<int, TValue>[] tiers)
    {
        var queued = Queue(budget);
        Assert.Equal(queued.Count, budget.Entries);
        Assert.Equal(queued.Sum(static entry => entry.Size), budget.Bytes);
        Assert.InRange(budget.Bytes, 0, budget.Limit);

        var held = tiers.SelectMany(Held).ToHashSet(ReferenceEqualityComparer.Instance);
        Assert.Equal(queued.Count, held.Count);
        Assert.All(queued, entry => Assert.Contains(entry, held));

        var hand = (MemoryEntry?)Field(budget, "_hand");
        if (hand is not null) Assert.Contains(hand, queued);
    }

    private static List<MemoryEntry> Queue(MemoryBudget budget)
    {
        var queued = new List<MemoryEntry>();
        var (older, oldest) = ((MemoryEntry?)null, (MemoryEntry?)Field(budget, "_oldest"));
        for (var entry = oldest; entry is not null; (older, entry) = (entry, entry.Newer))
        {
            Assert.True(entry.Queued);
            Assert.Same(older, entry.Older);
            queued.Add(entry);
            Assert.True(queued.Count <= budget.Entries, "The queue is longer than was counted, or a ring.");
        }
        Assert.Same(older, Field(budget, "_newest"));
        return queued;
    }

    private static IEnumerable<object> Held<TValue>(MemoryTier<int, TValue> tier)
    {
        foreach (var pair in (IEnumerable)Field(tier, "_entries")!)
        {
            var (key, entry) = (KeyValuePair<int, MemoryEntry<int, TValue>>)pair;
            Assert.Equal(key, entry.Key);
            yield return entry;
        }
    }

    private static object? Field(object owner, string name) => owner.GetType().GetField(name, Private)!.GetValue(owner);
}
