namespace AIKernel.Caching.Memory;

/// <summary>
/// SIEVE (Zhang et al., NSDI 2024): a queue in order of arrival and a hand that walks from old to new, sparing once what
/// was hit since its last visit. A hit writes one flag; writers pay for eviction.
/// </summary>
internal sealed class SieveQueue : EvictionQueue
{
    private MemoryEntry? _hand;

    public override bool EveryHitCounts => false;

    public override void Hit(MemoryEntry entry) => entry.Visited = true;

    public override MemoryEntry FindVictim()
    {
        var candidate = _hand ?? Oldest!;
        while (candidate.Visited)
        {
            candidate.Visited = false;
            candidate = candidate.Newer ?? Oldest!;
        }
        _hand = candidate;
        return candidate;
    }

    public override void Remove(MemoryEntry entry)
    {
        if (_hand == entry) _hand = entry.Newer;
        base.Remove(entry);
    }

    protected override void CheckOwn(List<MemoryEntry> entries, List<string> faults)
    {
        if (_hand is not null && !entries.Contains(_hand)) faults.Add("The hand points at an entry that is not queued.");
    }
}
