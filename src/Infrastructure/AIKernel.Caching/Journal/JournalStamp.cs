namespace AIKernel.Caching.Journal;

/// <summary>
/// What the journal looked like before a load began: which transactions had ended, so that the load saw them. Travels with
/// the value through every copy, never renewed.
/// </summary>
/// <param name="epoch">Identity of the history.</param>
/// <param name="horizon">Every transaction below it had ended.</param>
/// <param name="end">No transaction with this or a higher id had ended.</param>
/// <param name="inProgress">Those between that had not ended.</param>
internal sealed class JournalStamp(ulong epoch, ulong horizon, ulong end, ulong[] inProgress) : IEquatable<JournalStamp>
{
    /// <summary>
    /// With more transactions under way than this a stamp says less than it could: that only what is below the horizon had
    /// ended. It bounds what an entry carries.
    /// </summary>
    public const int MaxInProgress = 32;

    public JournalStamp(ulong epoch, ulong horizon) : this(epoch, horizon, horizon, []) { }

    /// <summary>The stamp of what must not be kept.</summary>
    public static JournalStamp None { get; } = new(0, 0);

    public ulong Epoch => epoch;
    public ulong Horizon => horizon;
    public ulong End => end;
    public ulong[] InProgress => inProgress;

    public static JournalStamp Of(ulong epoch, JournalSnapshot snapshot) =>
        snapshot.InProgress.Count <= MaxInProgress ? new(epoch, snapshot.Horizon, snapshot.End, [.. snapshot.InProgress]) : new(epoch, snapshot.Horizon);

    /// <summary>Whether the load saw what this transaction changed.</summary>
    public bool Saw(ulong sequence) => sequence < horizon || (sequence < end && !inProgress.AsSpan().Contains(sequence));

    /// <summary>Whether it was taken after the other one, of the same history, and says more.</summary>
    public bool IsAfter(JournalStamp other) => end != other.End ? end > other.End : inProgress.Length < other.InProgress.Length;

    public bool Equals(JournalStamp? other) =>
        ReferenceEquals(this, other)
        || (other is not null && epoch == other.Epoch && horizon == other.Horizon && end == other.End && inProgress.AsSpan().SequenceEqual(other.InProgress));

    public override bool Equals(object? obj) => Equals(obj as JournalStamp);

    public override int GetHashCode() => HashCode.Combine(epoch, horizon, end, inProgress.Length);

    public override string ToString() => $"{epoch}: {horizon}..{end} [{string.Join(' ', inProgress)}]";
}
