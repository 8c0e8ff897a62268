namespace AIKernel.Caching.Memory;

/// <summary>Least recently used first, exactly: a hit moves the entry to the newest end.</summary>
internal sealed class LruOrder : EvictionOrder
{
    private readonly EntryQueue _queue = new(Place.Main);

    public override bool EveryHitCounts => true;

    public override void Add(MemoryEntry entry, Place predecessor) => _queue.Add(entry);

    public override void Remove(MemoryEntry entry) => _queue.Remove(entry);

    public override MemoryEntry FindVictim(MemoryEntry newcomer, long now) => _queue.Oldest!;

    public override void Hit(MemoryEntry entry)
    {
        // One that was evicted between the read and this note stays out.
        if (entry.Place == Place.None || entry == _queue.Newest) return;
        _queue.Remove(entry);
        _queue.Add(entry);
    }

    public override IEnumerable<MemoryEntry> Walk(List<string> faults) => _queue.Walk(faults);
}
