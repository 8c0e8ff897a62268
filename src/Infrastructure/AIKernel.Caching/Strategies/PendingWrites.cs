using System.Collections.Concurrent;

namespace AIKernel.Caching.Strategies;

/// <summary>The writes that this node knows to be in the log, by key: of each the latest.</summary>
internal sealed class PendingWrites
{
    private readonly ConcurrentDictionary<string, KeyedEntry> _entries = new(StringComparer.Ordinal);

    public int Count => _entries.Count;

    public KeyedEntry? Find(string key) => _entries.GetValueOrDefault(key);

    /// <summary>Takes a write in, unless a later one of its key is known.</summary>
    public void Add(long sequence, StoredWrite write)
    {
        var entry = new KeyedEntry(sequence, write.Value, write.ExpiresAt, write.Policy, Sensitive: false);
        _entries.AddOrUpdate(write.Key, static (_, mine) => mine, static (_, known, mine) => mine.Sequence > known.Sequence ? mine : known, entry);
    }

    /// <summary>The highest sequence there is; 0 for none.</summary>
    public long Highest() => _entries.IsEmpty ? 0 : _entries.Values.Max(static entry => entry.Sequence);

    /// <summary>Forgets the writes below a sequence.</summary>
    public void RemoveBelow(long sequence)
    {
        foreach (var pair in _entries)
            // The pair, not the key: a later write of the key may have come meanwhile.
            if (pair.Value.Sequence < sequence) _entries.TryRemove(pair);
    }

    public void Clear() => _entries.Clear();
}
