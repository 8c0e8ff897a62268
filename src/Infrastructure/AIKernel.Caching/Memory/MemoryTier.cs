using System.Collections.Concurrent;

namespace AIKernel.Caching.Memory;

/// <summary>
/// The entries of one operation in this process, under the typed key: no string is built, a read is one dictionary
/// look-up. All changes go through the budget, which holds its lock while it calls back here.
/// </summary>
internal sealed class MemoryTier<TKey, TValue>(MemoryBudget budget)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, MemoryEntry<TKey, TValue>> _entries = new();

    /// <summary>The entry of this key, valid or not, or null.</summary>
    public MemoryEntry<TKey, TValue>? Peek(TKey key) => _entries.TryGetValue(key, out var entry) ? entry : null;

    /// <summary>Keeps an entry, evicting others where the bound demands it; false when it can never fit.</summary>
    public bool Put(MemoryEntry<TKey, TValue> entry) => budget.Put(entry);

    /// <summary>Drops an entry that was found invalid or expired.</summary>
    public void Remove(MemoryEntry<TKey, TValue> entry) => budget.Remove(entry);

    internal void Attach(MemoryEntry<TKey, TValue> entry) => _entries[entry.Key] = entry;

    internal void Detach(MemoryEntry<TKey, TValue> entry) => _entries.TryRemove(new(entry.Key, entry));
}
