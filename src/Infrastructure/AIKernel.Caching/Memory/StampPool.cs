using AIKernel.Caching.Journal;

namespace AIKernel.Caching.Memory;

/// <summary>
/// Makes entries that were loaded under one horizon share one stamp. Entries loaded here do so anyway; those read from
/// the shared tier each come with their own. Holds the last ones seen, by horizon; a stamp displaced is merely not shared.
/// </summary>
internal sealed class StampPool
{
    private readonly JournalStamp?[] _stamps = new JournalStamp?[1024];

    /// <summary>An equal stamp, the same for equal ones.</summary>
    public JournalStamp Share(JournalStamp stamp)
    {
        ref var known = ref _stamps[stamp.Horizon % (ulong)_stamps.Length];
        return known is not null && known == stamp ? known : known = stamp;
    }
}
