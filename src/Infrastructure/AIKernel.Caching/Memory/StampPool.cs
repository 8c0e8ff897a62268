using AIKernel.Caching.Journal;

namespace AIKernel.Caching.Memory;

/// <summary>
/// Makes entries that were loaded under one view of the journal share one stamp. Entries loaded here do so anyway; those read
/// from the shared tier each come with their own. Holds the last ones seen; a stamp displaced is merely not shared.
/// </summary>
internal sealed class StampPool
{
    private readonly JournalStamp?[] _stamps = new JournalStamp?[1024];

    /// <summary>An equal stamp, the same for equal ones.</summary>
    public JournalStamp Share(JournalStamp stamp)
    {
        ref var known = ref _stamps[stamp.End % (ulong)_stamps.Length];
        return stamp.Equals(known) ? known! : known = stamp;
    }
}
