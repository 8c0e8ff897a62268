namespace AIKernel.Caching.Memory;

/// <summary>Least recently used first, exactly: a hit moves the entry to the newest end.</summary>
internal sealed class LruQueue : EvictionQueue
{
    public override bool EveryHitCounts => true;

    public override MemoryEntry FindVictim() => Oldest!;

    public override void Hit(MemoryEntry entry)
    {
        // One that was evicted between the read and this note stays out.
        if (!entry.Queued || entry == Newest) return;
        Remove(entry);
        Add(entry);
    }
}
