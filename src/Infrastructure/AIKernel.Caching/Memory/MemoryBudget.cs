namespace AIKernel.Caching.Memory;

/// <summary>
/// One bound over all memory tiers of the process, in bytes and, if wanted, in entries. What is counted never exceeds
/// it: room is made before an entry goes in, under the one lock that all changes are made under. Reads take none, and
/// hits only where the order of eviction demands it.
/// </summary>
internal sealed partial class MemoryBudget
{
    private readonly Lock _lock = new();
    private readonly List<EntryTable> _tables = [];
    private readonly EvictionOrder _order;
    private readonly StampPool _stamps = new();
    private readonly long _mostEntries;
    private readonly long? _lifetime;
    private readonly bool _sliding;
    private long _bytes, _entries, _evictions;

    public MemoryBudget(CacheOptions options)
    {
        Limit = options.MemoryLimitBytes;
        _mostEntries = options.MemoryMaxEntries ?? long.MaxValue;
        _order = options.MemoryEviction == MemoryEviction.Lru ? new LruOrder() : new TinySieveOrder(Limit, _mostEntries);
        _lifetime = options.MemoryLifetime is { } lifetime ? (long)lifetime.TotalMilliseconds : null;
        _sliding = options.SlidingMemoryLifetime && _lifetime is not null;
        EveryHitCounts = _sliding || _order.EveryHitCounts;
    }

    public MemoryBudget(long limit) : this(new CacheOptions { MemoryLimitBytes = limit }) { }

    public long Limit { get; }
    public long Bytes => Volatile.Read(ref _bytes);
    public long Entries => Volatile.Read(ref _entries);
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Whether hits have to be told through <see cref="NoteHit"/>; otherwise they leave a flag on the entry.</summary>
    internal bool EveryHitCounts { get; }

    /// <summary>Takes in a table and gives it its number.</summary>
    internal ushort Register(EntryTable table)
    {
        lock (_lock)
        {
            var number = checked((ushort)_tables.Count);
            _tables.Add(table);
            return number;
        }
    }

    /// <summary>Looks a key up while nobody changes anything.</summary>
    internal MemoryEntry<TKey, TValue>? Find<TKey, TValue>(MemoryTier<TKey, TValue> tier, int hash, TKey key)
        where TKey : notnull
    {
        lock (_lock) return tier.FindLocked(hash, key);
    }

    /// <summary>Puts an entry in place of the one its tier holds for the key; false when it can never fit.</summary>
    internal bool Put<TKey, TValue>(MemoryTier<TKey, TValue> tier, MemoryEntry<TKey, TValue> entry, long now)
        where TKey : notnull
    {
        lock (_lock)
        {
            var present = tier.FindLocked(entry.Hash, entry.Key);
            if (present is not null && Outlives(present, entry, now)) return true;
            if (entry.Size > Limit || entry.Size == uint.MaxValue || _mostEntries < 1)
            {
                if (present is not null) Release(present);
                return false;
            }
            tier.Reserve();
            BeginLifetime(entry, now);
            entry.Stamp = _stamps.Share(entry.Stamp);
            if (present is null)
            {
                if (tier.FindOverflow(entry.Hash) is { } overflow) Evict(overflow);
                MakeRoom(entry, now);
                tier.Link(entry);
                Count(entry, Place.None);
            }
            else
            {
                // Not counted and not up for eviction any more, but found until its successor is in its place.
                var place = present.Place;
                entry.Visited = present.Visited;
                Discount(present);
                MakeRoom(entry, now);
                tier.Replace(present, entry);
                Count(entry, place);
            }
            return true;
        }
    }

    /// <summary>Takes an entry out, if it is still in.</summary>
    internal void Remove(MemoryEntry entry)
    {
        lock (_lock)
        {
            if (entry.Place != Place.None) Release(entry);
        }
    }

    /// <summary>Notes a hit where a flag does not do: prolongs the life in memory, or tells the order of eviction.</summary>
    internal void NoteHit<TKey, TValue>(MemoryEntry<TKey, TValue> entry, long now)
        where TKey : notnull
    {
        if (_sliding)
        {
            var until = Math.Min(now + _lifetime!.Value, entry.SoftExpiresAt);
            if (until > entry.FreshUntil) entry.FreshUntil = until;
        }
        if (_order.EveryHitCounts) lock (_lock) _order.Hit(entry);
        else if (!entry.Visited) entry.Visited = true;
    }

    /// <summary>
    /// A slow load must not push out a newer copy; it would be right, but sooner invalid. A copy that has ceased to be
    /// fresh is no use any more, however new: it would stand in the way of one that memory could answer with.
    /// </summary>
    private static bool Outlives<TKey, TValue>(MemoryEntry<TKey, TValue> present, MemoryEntry<TKey, TValue> entry, long now)
        where TKey : notnull =>
        present == entry || (now < present.FreshUntil && present.Stamp.Epoch == entry.Stamp.Epoch && present.Stamp.IsAfter(entry.Stamp));

    private void BeginLifetime<TKey, TValue>(MemoryEntry<TKey, TValue> entry, long now)
        where TKey : notnull
    {
        entry.SoftMargin = (uint)Math.Clamp(entry.ExpiresAt - entry.FreshUntil, 0, uint.MaxValue);
        if (_lifetime is { } lifetime) entry.FreshUntil = Math.Min(entry.FreshUntil, now + lifetime);
    }

    private void MakeRoom(MemoryEntry entry, long now)
    {
        while (_bytes + entry.Size > Limit || _entries >= _mostEntries) Evict(_order.FindVictim(entry, now));
    }

    private void Evict(MemoryEntry entry)
    {
        Release(entry);
        Volatile.Write(ref _evictions, _evictions + 1);
    }

    private void Release(MemoryEntry entry)
    {
        _tables[entry.Table].Unlink(entry);
        Discount(entry);
    }

    private void Count(MemoryEntry entry, Place predecessor)
    {
        _order.Add(entry, predecessor);
        Volatile.Write(ref _bytes, _bytes + entry.Size);
        Volatile.Write(ref _entries, _entries + 1);
    }

    private void Discount(MemoryEntry entry)
    {
        _order.Remove(entry);
        Volatile.Write(ref _bytes, _bytes - entry.Size);
        Volatile.Write(ref _entries, _entries - 1);
    }
}
