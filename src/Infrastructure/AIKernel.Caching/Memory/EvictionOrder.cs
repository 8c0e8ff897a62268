namespace AIKernel.Caching.Memory;

/// <summary>Says which entry goes when there is no room. Used under the budget's lock.</summary>
internal abstract class EvictionOrder
{
    /// <summary>Whether every hit has to be told, under the lock; otherwise hits leave a flag on the entry.</summary>
    public abstract bool EveryHitCounts { get; }

    /// <summary>Takes an entry in, in place of one that stood there, or as a newcomer (<see cref="Place.None"/>).</summary>
    public abstract void Add(MemoryEntry entry, Place predecessor);

    /// <summary>Takes an entry out.</summary>
    public abstract void Remove(MemoryEntry entry);

    /// <summary>Who goes next, to make room for a newcomer; there is at least one. It stays in until it is removed.</summary>
    public abstract MemoryEntry FindVictim(MemoryEntry newcomer, long now);

    /// <summary>Takes note of a hit.</summary>
    public abstract void Hit(MemoryEntry entry);

    /// <summary>All entries; tells what is wrong.</summary>
    public abstract IEnumerable<MemoryEntry> Walk(List<string> faults);
}
