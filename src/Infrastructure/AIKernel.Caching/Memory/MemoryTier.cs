using System.Runtime.CompilerServices;

namespace AIKernel.Caching.Memory;

/// <summary>
/// The entries of one operation in this process, under the typed key: no string is built, a read is one walk from
/// bucket to entry without a lock. All changes go through the budget, which holds its lock while it calls back here.
/// </summary>
internal sealed class MemoryTier<TKey, TValue> : EntryTable
    where TKey : notnull
{
    private readonly MemoryBudget _budget;
    private readonly bool _everyHitCounts;
    // Not for value types, whose calls the compiler resolves.
    private readonly EqualityComparer<TKey> _comparer = EqualityComparer<TKey>.Default;

    public MemoryTier(MemoryBudget budget)
    {
        _budget = budget;
        _everyHitCounts = budget.EveryHitCounts;
        Number = budget.Register(this);
    }

    /// <summary>Its number in the budget: shorter than a reference in every entry.</summary>
    internal ushort Number { get; }

    /// <summary>The entry of this key, valid or not, or null.</summary>
    public MemoryEntry<TKey, TValue>? Peek(TKey key)
    {
        var hash = HashOf(key);
        var buckets = Buckets;
        return Find(buckets, hash, key) ?? (MayHaveMissed(buckets) ? FindAgain(hash, key) : null);
    }

    /// <summary>While the table grows: where entries are moved to, and if it is not there either, with nobody moving them.</summary>
    private MemoryEntry<TKey, TValue>? FindAgain(int hash, TKey key) =>
        (WiderBuckets is { } wider ? Find(wider, hash, key) : null) ?? _budget.Find(this, hash, key);

    /// <summary>
    /// Keeps an entry, evicting others where a bound demands it; false when it can never fit. Where memory has a
    /// lifetime of its own, it begins now.
    /// </summary>
    public bool Put(MemoryEntry<TKey, TValue> entry, long now)
    {
        entry.Hash = HashOf(entry.Key);
        return _budget.Put(this, entry, now);
    }

    /// <summary>Drops an entry that was found invalid or expired; nothing if it is not in any more.</summary>
    public void Remove(MemoryEntry<TKey, TValue> entry) => _budget.Remove(entry);

    /// <summary>
    /// Notes that an entry was served. Writes only when there is something to change, so that hot entries stay shared in
    /// every core's cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MarkHit(MemoryEntry<TKey, TValue> entry, long now)
    {
        if (_everyHitCounts) _budget.NoteHit(entry, now);
        else if (!entry.Visited) entry.Visited = true;
    }

    /// <summary>The entry of a key; under the lock.</summary>
    internal MemoryEntry<TKey, TValue>? FindLocked(int hash, TKey key) => Find(BucketsOf(hash), hash, key);

    internal override bool Finds(MemoryEntry entry) =>
        entry is MemoryEntry<TKey, TValue> typed && typed.Hash == HashOf(typed.Key) && FindLocked(typed.Hash, typed.Key) == typed;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private MemoryEntry<TKey, TValue>? Find(Bucket[] buckets, int hash, TKey key)
    {
        for (var node = Volatile.Read(ref First(buckets, hash)); node is not null; node = Volatile.Read(ref node.Next))
        {
            // Nothing else is ever linked here, and a cast that looked would cost as much as the rest.
            var entry = Unsafe.As<MemoryEntry<TKey, TValue>>(node);
            if (Is(entry, hash, key)) return entry;
        }
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Is(MemoryEntry<TKey, TValue> entry, int hash, TKey key)
    {
        // A key without references lies in the entry: to compare it costs no more than to compare the hash first.
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<TKey>()) return entry.HasKey(ref key);
        if (entry.Hash != hash) return false;
        return typeof(TKey).IsValueType ? EqualityComparer<TKey>.Default.Equals(entry.Key, key) : _comparer.Equals(entry.Key, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(TKey key)
    {
        if (typeof(TKey) != typeof(Guid)) return Mix(key.GetHashCode());
        ref var halves = ref Unsafe.As<TKey, GuidHalves>(ref key);
        var folded = halves.First ^ halves.Second;
        return Mix((int)folded ^ (int)(folded >> 32));
    }
}
