namespace AIKernel.Caching.Reading;

/// <summary>Reads that leave the source alone.</summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    /// <summary>
    /// What a tier holds. Not through a flight: one would ask the source. It needs none either: (1) what it finds is judged
    /// by <see cref="Accept"/> against the table as it is when it is served, like every copy; (2) nobody joins it, so that
    /// what it found is not handed to a call that began after a change; (3) an entry that it puts into memory carries its
    /// own stamp, whatever is loaded or invalidated at the same time.
    /// </summary>
    /// <exception cref="NotCachedException">No tier holds a valid answer, or the node can vouch for none.</exception>
    private async ValueTask<Landing> FindAsync(TArgs args)
    {
        if (IsCertified && !CacheTrace.KeepsNothing)
        {
            var key = _key(args);
            var shared = await _services.Shared.GetAsync(key);
            if (!shared.Answered) LogNoAnswer(key);
            if (Accept(args, shared.Value, key) is { } found) return new(found, CacheOutcome.Shared);
        }
        // Where memory's own lifetime has ended, the entry's has not: what made it go and ask is no reason to have nothing.
        return _memory.Peek(args) is { } entry && IsValidUntil(entry.ExpiresAt, entry, out _)
            ? new(entry, CacheOutcome.Memory)
            : throw new NotCachedException();
    }
}
