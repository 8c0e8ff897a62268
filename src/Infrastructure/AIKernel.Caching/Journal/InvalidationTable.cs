using System.Collections.Concurrent;

namespace AIKernel.Caching.Journal;

/// <summary>
/// A node's view of the journal: tag → the transactions that touched it last. One writer (the follower), any number of
/// readers. An entry is valid iff it is of the current epoch, its horizon is not below the low-water mark, and its load
/// saw every transaction that touched one of its tags.
/// </summary>
internal sealed class InvalidationTable(int capacity)
{
    private sealed record State(ulong Epoch, ulong LowWater, ConcurrentDictionary<ulong, Touches> Tags);

    private readonly Lock _trust = new();
    private State _state = new(0, ulong.MaxValue, new());
    private JournalStamp? _stamp;
    private JournalSnapshot? _snapshot;
    private long _version;
    private long _certifiedUntil = long.MinValue;
    private int _decertifications;

    /// <summary>Rises whenever an entry that was valid may have become invalid.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Until when (kernel clock, milliseconds) the view is known to be younger than MaxStaleness.</summary>
    public long CertifiedUntil => Volatile.Read(ref _certifiedUntil);

    /// <summary>
    /// Whether every write that this node acknowledged is among the changes applied: false from a failed catch-up to
    /// the next read of the journal that began after it.
    /// </summary>
    public bool KnowsOwnWrites => CertifiedUntil != long.MinValue;

    /// <summary>What a load that starts now is stamped with; null before the journal was first read.</summary>
    public JournalStamp? Stamp => Volatile.Read(ref _stamp);

    /// <summary>The snapshot of the last read that was applied; null before the first.</summary>
    public JournalSnapshot? Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>How many tags are held.</summary>
    public int Count => _state.Tags.Count;

    /// <summary>Counts <see cref="Decertify"/> calls; a read that began before one must not certify.</summary>
    public int Decertifications => Volatile.Read(ref _decertifications);

    /// <summary>Whether an entry with this stamp and these tags is valid under everything applied so far.</summary>
    /// <param name="stamp">What its load saw.</param>
    /// <param name="tags">What it depends on.</param>
    /// <param name="own">The transaction of a write that the value is the outcome of; 0 for a value that was loaded.</param>
    public bool Admits(JournalStamp stamp, ulong[] tags, ulong own = 0)
    {
        var state = Volatile.Read(ref _state);
        if (stamp.Epoch != state.Epoch || stamp.Horizon < state.LowWater) return false;
        foreach (var tag in tags)
            if (state.Tags.TryGetValue(tag, out var touches) && !touches.WereSeenBy(stamp, own)) return false;
        return true;
    }

    /// <summary>Whether a read of this position needs no catch-up.</summary>
    public bool Covers(JournalPosition position) =>
        _stamp?.Epoch == position.Epoch && Snapshot is { } snapshot && snapshot.Covers(position.Sequence);

    /// <summary>
    /// Takes in what a read saw. Returns false, having taken nothing, when the read is of another epoch but does
    /// not hold the whole journal: the caller reads again from the start.
    /// </summary>
    public bool Apply(JournalRead read, bool whole)
    {
        var state = _state;
        var sameEpoch = _stamp is not null && read.Epoch == state.Epoch;
        if (!sameEpoch && !whole) return false;
        var next = sameEpoch ? state with { LowWater = Math.Max(state.LowWater, read.LowWater) } : new State(read.Epoch, read.LowWater, new());
        foreach (var row in read.Rows)
            foreach (var tag in row.Tags) Touch(next.Tags, tag, row.Sequence);
        if (next.Tags.Count > capacity) next = Trim(next);

        // Published in this order: a reader that sees the new version sees the rows behind it, and a load that
        // takes the new horizon is judged by a table that holds every row below it.
        var changed = !sameEpoch || read.Rows.Count > 0 || next.LowWater != state.LowWater;
        Volatile.Write(ref _state, next);
        if (changed) Interlocked.Increment(ref _version);
        Volatile.Write(ref _snapshot, read.Snapshot);
        var stamp = JournalStamp.Of(read.Epoch, read.Snapshot);
        if (!stamp.Equals(_stamp)) Volatile.Write(ref _stamp, stamp);
        return true;
    }

    /// <summary>Vouches for the view until then, unless trust was withdrawn after the read behind it began.</summary>
    public void Certify(long until, int decertificationsAtStart)
    {
        lock (_trust)
        {
            if (_decertifications == decertificationsAtStart) Volatile.Write(ref _certifiedUntil, until);
        }
    }

    /// <summary>
    /// Withdraws trust until a read that begins after this call. Closes: (1) poll P takes its snapshot; (2) a write
    /// commits; (3) its catch-up fails; (4) P returns. P must not certify a view that lacks the acknowledged write.
    /// </summary>
    public void Decertify()
    {
        lock (_trust)
        {
            _decertifications++;
            Volatile.Write(ref _certifiedUntil, long.MinValue);
        }
    }

    private static void Touch(ConcurrentDictionary<ulong, Touches> tags, ulong tag, ulong sequence)
    {
        // One writer, so look and set is safe. A row applied twice changes nothing.
        var known = tags.GetValueOrDefault(tag);
        if (known.With(sequence) is var with && with != known) tags[tag] = with;
    }

    /// <summary>Forgets the older half; entries that could have needed it fall below the new low-water mark.</summary>
    private static State Trim(State full)
    {
        var ordered = full.Tags.Values.Select(static touches => touches.Last).Order().ToArray();
        var mark = ordered[ordered.Length / 2] + 1;
        var kept = full.Tags.Where(pair => pair.Value.Last >= mark);
        return full with { LowWater = Math.Max(full.LowWater, mark), Tags = new(kept) };
    }
}
