namespace AIKernel.Caching.Memory;

/// <summary>
/// SIEVE (Zhang et al., NSDI 2024) behind a doorkeeper (TinyLFU, Einziger et al., ACM TOS 2017). Newcomers pass through a
/// window, a tenth of the room. Who was hit there is kept; who was not is kept only if its key came in more often lately
/// than that of the entry it would replace, so that a scan or a loop passes by. Among those kept a hand walks from old
/// to new and spares once what was hit since its last visit. A hit writes one flag; all else is paid for by writers.
/// </summary>
internal sealed class TinySieveOrder(long limit, long mostEntries) : EvictionOrder
{
    private const int WindowPart = 10;

    /// <summary>So many are spared for one eviction at most: no writer walks through all of memory while others wait.</summary>
    internal const int MostSpared = 1_000;

    private readonly EntryQueue _window = new(Place.Window), _main = new(Place.Main);
    private readonly FrequencySketch _sketch = new();
    private readonly long _windowBytes = limit / WindowPart, _windowEntries = Math.Max(1, mostEntries / WindowPart);
    private MemoryEntry? _hand;

    public override bool EveryHitCounts => false;

    public override void Hit(MemoryEntry entry) => entry.Visited = true;

    public override void Add(MemoryEntry entry, Place predecessor)
    {
        _sketch.Reserve(_window.Count + _main.Count + 1);
        _sketch.Add(entry);
        if (predecessor == Place.Main)
        {
            _main.Add(entry);
            return;
        }
        _window.Add(entry);
        // There was room without a contest.
        while (_window.Count > 1 && IsWindowFull(0, 0)) Keep(_window.Oldest!);
    }

    public override void Remove(MemoryEntry entry)
    {
        if (entry.Place == Place.Window)
        {
            _window.Remove(entry);
            return;
        }
        if (_hand == entry) _hand = entry.Newer;
        _main.Remove(entry);
    }

    public override MemoryEntry FindVictim(MemoryEntry newcomer, long now)
    {
        while (_window.Oldest is { } candidate && (_main.Count == 0 || IsWindowFull(newcomer.Size, 1)))
        {
            if (candidate.Visited)
            {
                candidate.Visited = false;
                _sketch.Add(candidate);
                Keep(candidate);
                continue;
            }
            if (_main.Count == 0 || candidate.ExpiresAt <= now) return candidate;
            var victim = FindUnspared();
            if (victim.ExpiresAt > now && _sketch.CountOf(candidate) <= _sketch.CountOf(victim)) return candidate;
            Keep(candidate);
            return victim;
        }
        return FindUnspared();
    }

    private bool IsWindowFull(long bytes, int entries) => _window.Bytes + bytes > _windowBytes || _window.Count + entries > _windowEntries;

    private void Keep(MemoryEntry entry)
    {
        _window.Remove(entry);
        _main.Add(entry);
    }

    /// <summary>Moves the hand to the next entry that it does not spare, and leaves it there.</summary>
    private MemoryEntry FindUnspared()
    {
        var candidate = _hand ?? _main.Oldest!;
        for (var spared = 0; candidate.Visited && spared < MostSpared; spared++)
        {
            candidate.Visited = false;
            _sketch.Add(candidate);
            candidate = candidate.Newer ?? _main.Oldest!;
        }
        return _hand = candidate;
    }

    public override IEnumerable<MemoryEntry> Walk(List<string> faults)
    {
        var main = _main.Walk(faults);
        if (_hand is not null && !main.Contains(_hand)) faults.Add("The hand points at an entry that is not among those kept.");
        return _window.Walk(faults).Concat(main);
    }
}
