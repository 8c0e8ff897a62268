namespace AIKernel.Caching.Memory;

/// <summary>The entries in memory in an order that says who goes first. Used under the budget's lock.</summary>
internal abstract class EvictionQueue
{
    /// <summary>The end where entries come in.</summary>
    protected MemoryEntry? Newest { get; private set; }

    /// <summary>The end where a search for the one to go begins.</summary>
    protected MemoryEntry? Oldest { get; private set; }

    /// <summary>Whether every hit has to be told, under the lock; otherwise hits leave a flag on the entry.</summary>
    public abstract bool EveryHitCounts { get; }

    /// <summary>Who goes next. It stays in until it is removed.</summary>
    public abstract MemoryEntry FindVictim();

    /// <summary>Takes note of a hit.</summary>
    public abstract void Hit(MemoryEntry entry);

    /// <summary>Puts an entry at the newest end.</summary>
    public void Add(MemoryEntry entry)
    {
        entry.Older = Newest;
        if (Newest is not null) Newest.Newer = entry;
        Newest = entry;
        Oldest ??= entry;
        entry.Queued = true;
    }

    /// <summary>Takes an entry out.</summary>
    public virtual void Remove(MemoryEntry entry)
    {
        if (entry.Newer is null) Newest = entry.Older; else entry.Newer.Older = entry.Older;
        if (entry.Older is null) Oldest = entry.Newer; else entry.Older.Newer = entry.Newer;
        entry.Newer = entry.Older = null;
        entry.Queued = false;
    }

    /// <summary>All entries from the oldest on, and what is wrong with their links.</summary>
    public List<MemoryEntry> Walk(long count, List<string> faults)
    {
        var entries = new List<MemoryEntry>();
        var older = (MemoryEntry?)null;
        for (var entry = Oldest; entry is not null; (older, entry) = (entry, entry.Newer))
        {
            if (!entry.Queued) faults.Add("An entry is queued and does not know it.");
            if (entry.Older != older) faults.Add("A queued entry names a neighbour that does not name it.");
            entries.Add(entry);
            if (entries.Count <= count) continue;
            faults.Add("The queue is longer than was counted, or a ring.");
            return entries;
        }
        if (older != Newest) faults.Add("The newest entry is not the queue's end.");
        CheckOwn(entries, faults);
        return entries;
    }

    /// <summary>What the order itself demands.</summary>
    protected virtual void CheckOwn(List<MemoryEntry> entries, List<string> faults) { }
}
