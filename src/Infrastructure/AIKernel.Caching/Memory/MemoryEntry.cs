using AIKernel.Caching.Journal;

namespace AIKernel.Caching.Memory;

/// <summary>An entry as the eviction queue sees it.</summary>
internal abstract class MemoryEntry
{
    /// <summary>Neighbours in the queue and membership; guarded by the budget's lock.</summary>
    internal MemoryEntry? Newer, Older;
    internal bool Queued;

    /// <summary>Bytes this entry takes, overhead included; fixed at creation.</summary>
    public required long Size { get; init; }

    /// <summary>Set by hits, cleared by the eviction hand. A lost update costs one eviction decision, nothing more.</summary>
    internal bool Visited;

    /// <summary>Takes the entry out of its dictionary, if it is still the one in it.</summary>
    internal abstract void Detach();
}

/// <summary>
/// A value with what certifies it: the journal stamp taken before its load, and the tags it depends on.
/// Immutable but for the two notes that hits leave.
/// </summary>
internal sealed class MemoryEntry<TKey, TValue> : MemoryEntry
    where TKey : notnull
{
    public required MemoryTier<TKey, TValue> Tier { get; init; }
    public required TKey Key { get; init; }
    public required TValue Value { get; init; }
    public required JournalStamp Stamp { get; init; }
    public required ulong[] Tags { get; init; }
    /// <summary>
    /// Until when a hit needs nothing more than certification: the soft expiry where the policy refreshes ahead, else
    /// <see cref="ExpiresAt"/>. Kernel clock, milliseconds.
    /// </summary>
    public required long FreshUntil { get; set; }
    /// <summary>From then on the value has expired; only fail-safe may still revive it. Kernel clock, milliseconds.</summary>
    public required long ExpiresAt { get; init; }
    /// <summary>When the source had answered, Unix milliseconds; the same in every copy.</summary>
    public required long LoadedAt { get; init; }

    /// <summary>The table's version under which the tags were last found untouched.</summary>
    public long VerifiedAt = -1;

    /// <summary>Notes a hit; writes only when there is something to change, so that hot entries stay shared in every core's cache.</summary>
    public void MarkVisited()
    {
        if (!Visited) Visited = true;
    }

    internal override void Detach() => Tier.Detach(this);
}
