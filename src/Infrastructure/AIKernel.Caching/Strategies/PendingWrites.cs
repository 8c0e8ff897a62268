using System.Collections.Concurrent;

namespace AIKernel.Caching.Strategies;

/// <summary>The writes that this node knows to be in the log, by key: of each the latest.</summary>
internal sealed class PendingWrites
{
    private readonly ConcurrentDictionary<string, KeyedEntry> _entries = new(StringComparer.Ordinal);
    private long _highest;

    public int Count => _entries.Count;

    /// <summary>The highest sequence that was ever known here.</summary>
    public long Highest => Volatile.Read(ref _highest);

    public KeyedEntry? Find(string key) => _entries.GetValueOrDefault(key);

    /// <summary>Takes a write in, unless a later one of its key is known.</summary>
    public void Add(long sequence, StoredWrite write)
    {
        Note(sequence);
        var entry = new KeyedEntry(sequence, write.Value, write.ExpiresAt, write.Policy, Sensitive: false);
        _entries.AddOrUpdate(write.Key, static (_, mine) => mine, static (_, known, mine) => mine.Sequence > known.Sequence ? mine : known, entry);
    }

    /// <summary>Remembers that a sequence was given.</summary>
    public void Note(long sequence)
    {
        for (var known = Highest; sequence > known; known = Highest)
            if (Interlocked.CompareExchange(ref _highest, sequence, known) == known) return;
    }

    /// <summary>Whether there is a write below a sequence.</summary>
    public bool HasBelow(long sequence) => _entries.Any(pair => pair.Value.Sequence < sequence);

    /// <summary>Forgets the writes below a sequence.</summary>
    public void RemoveBelow(long sequence)
    {
        foreach (var pair in _entries)
            // The pair, not the key: a later write of the key may have come meanwhile.
            if (pair.Value.Sequence < sequence) _entries.TryRemove(pair);
    }

    public void Clear() => _entries.Clear();
}
