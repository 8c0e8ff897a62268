using AIKernel.Caching.Journal;

namespace AIKernel.Caching.Reading;

/// <summary>Answers that a write made known (write-through).</summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    /// <summary>
    /// The value is what was so before the write and what the write made of it. If nothing else that has ended by now touched
    /// its tags, it is also what a load that began now would return, and may carry the stamp of one.
    /// </summary>
    internal override async ValueTask KeepAsync(TArgs args, TValue value, JournalPosition write, JournalStamp before)
    {
        // The stamp before the question. In the other order: (1) nothing else touched the tags; (2) another write ends, and the
        // follower applies it; (3) the stamp is taken, and says that a value without that write has seen it.
        var stamp = _table.Stamp;
        // One that does not cover the write itself, with very many others under way, would make an entry that is never valid.
        if (stamp is null || !stamp.Saw(write.Sequence) || CacheTrace.KeepsNothing) return;
        var key = _key(args);
        using var encoded = _codec.Encode(args, value, key, stamp);
        if (encoded.CanBeKept && _table.Admits(before, encoded.Entry.Tags, own: write.Sequence)) await PutAsync(encoded, new(key));
    }
}
