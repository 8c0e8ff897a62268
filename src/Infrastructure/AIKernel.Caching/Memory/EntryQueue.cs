namespace AIKernel.Caching.Memory;

/// <summary>Entries from oldest to newest, linked through themselves. Used under the budget's lock.</summary>
internal sealed class EntryQueue(Place place)
{
    public MemoryEntry? Newest { get; private set; }
    public MemoryEntry? Oldest { get; private set; }
    public int Count { get; private set; }
    public long Bytes { get; private set; }

    /// <summary>Puts an entry at the newest end.</summary>
    public void Add(MemoryEntry entry)
    {
        entry.Older = Newest;
        if (Newest is not null) Newest.Newer = entry;
        Newest = entry;
        Oldest ??= entry;
        entry.Place = place;
        Count++;
        Bytes += entry.Size;
    }

    /// <summary>Takes an entry out.</summary>
    public void Remove(MemoryEntry entry)
    {
        if (entry.Newer is null) Newest = entry.Older; else entry.Newer.Older = entry.Older;
        if (entry.Older is null) Oldest = entry.Newer; else entry.Older.Newer = entry.Newer;
        entry.Newer = entry.Older = null;
        entry.Place = Place.None;
        Count--;
        Bytes -= entry.Size;
    }

    /// <summary>All entries from the oldest on; tells what is wrong with their links and counts.</summary>
    public List<MemoryEntry> Walk(List<string> faults)
    {
        var entries = new List<MemoryEntry>();
        var older = (MemoryEntry?)null;
        for (var entry = Oldest; entry is not null; (older, entry) = (entry, entry.Newer))
        {
            if (entry.Place != place) faults.Add($"An entry in the queue {place} takes itself for {entry.Place}.");
            if (entry.Older != older) faults.Add("A queued entry names a neighbour that does not name it.");
            entries.Add(entry);
            if (entries.Count <= Count) continue;
            faults.Add($"The queue {place} is longer than was counted, or a ring.");
            return entries;
        }
        if (older != Newest) faults.Add($"The newest entry of the queue {place} is not its end.");
        if (entries.Count != Count) faults.Add($"The queue {place} counted {Count} entries and holds {entries.Count}.");
        if (entries.Sum(static entry => entry.Size) != Bytes) faults.Add($"The queue {place} counted other bytes than it holds.");
        return entries;
    }
}
