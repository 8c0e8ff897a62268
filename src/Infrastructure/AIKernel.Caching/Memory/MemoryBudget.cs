namespace AIKernel.Caching.Memory;

/// <summary>
/// One bound in bytes over all memory tiers of the process, held by the SIEVE algorithm (Zhang et al., NSDI 2024):
/// a queue in order of arrival and a hand that walks from old to new, sparing once what was hit since its last
/// visit. A hit writes one flag and takes no lock; writers pay for eviction. The bytes counted never exceed the
/// limit: room is made before an entry goes in, under the same lock.
/// </summary>
internal sealed class MemoryBudget(long limit)
{
    private readonly Lock _lock = new();
    private MemoryEntry? _newest, _oldest, _hand;
    private long _bytes, _entries, _evictions;

    public long Limit { get; } = limit;
    public long Bytes => Volatile.Read(ref _bytes);
    public long Entries => Volatile.Read(ref _entries);
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Puts an entry in place of the one its dictionary holds for the key; false when it can never fit.</summary>
    public bool Put<TKey, TValue>(MemoryEntry<TKey, TValue> entry)
        where TKey : notnull
    {
        lock (_lock)
        {
            if (entry.Tier.Peek(entry.Key) is { } present)
            {
                // A slow load must not push out a newer copy; it would be right, but sooner invalid.
                if (present.Stamp.Epoch == entry.Stamp.Epoch && present.Stamp.Horizon > entry.Stamp.Horizon) return true;
                Release(present);
            }
            if (entry.Size > Limit) return false;
            while (_bytes + entry.Size > Limit) EvictOne();
            entry.Tier.Attach(entry);
            Enqueue(entry);
            return true;
        }
    }

    /// <summary>Takes an entry out, if it is still in.</summary>
    public void Remove(MemoryEntry entry)
    {
        lock (_lock)
        {
            if (entry.Queued) Release(entry);
        }
    }

    private void EvictOne()
    {
        var candidate = _hand ?? _oldest!;
        while (candidate.Visited)
        {
            candidate.Visited = false;
            candidate = candidate.Newer ?? _oldest!;
        }
        _hand = candidate.Newer;
        Release(candidate);
        _evictions++;
    }

    private void Enqueue(MemoryEntry entry)
    {
        entry.Older = _newest;
        if (_newest is not null) _newest.Newer = entry;
        _newest = entry;
        _oldest ??= entry;
        entry.Queued = true;
        _bytes += entry.Size;
        _entries++;
    }

    private void Release(MemoryEntry entry)
    {
        entry.Detach();
        if (_hand == entry) _hand = entry.Newer;
        if (entry.Newer is null) _newest = entry.Older; else entry.Newer.Older = entry.Older;
        if (entry.Older is null) _oldest = entry.Newer; else entry.Older.Newer = entry.Newer;
        entry.Newer = entry.Older = null;
        entry.Queued = false;
        _bytes -= entry.Size;
        _entries--;
    }
}
