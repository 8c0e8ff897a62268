using AIKernel.Caching.Memory;
using AIKernel.Caching.Telemetry;

namespace AIKernel.Caching.Reading;

/// <summary>
/// Fail-safe: when the source fails, a value that merely expired, or that the node can merely not vouch for any more, is
/// served and marked as stale. One that is known to be invalidated is not, nor any at all after a write of this node
/// whose journal row could not be read back.
/// </summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    /// <summary>After a failure of the source, revivable values are served for this long without asking it again.</summary>
    private const long SourcePauseMilliseconds = 1_000;

    private long _sourceAskedAgainAt = long.MinValue;

    private bool CanBeServedAgain(MemoryEntry<TArgs, TValue> entry) =>
        _services.Clock.Now < entry.ExpiresAt + (long)_policy.FailSafe.TotalMilliseconds && _table.Admits(entry.Stamp, entry.Tags);

    private bool IsRevivable(MemoryEntry<TArgs, TValue> entry) =>
        _policy.FailSafe > TimeSpan.Zero && _table.KnowsOwnWrites && CanBeServedAgain(entry);

    /// <summary>While the source has just failed, nobody waits for it who can be given a stale value.</summary>
    private Landing? ReviveWithoutAsking(TArgs args) =>
        _services.Clock.Now < Volatile.Read(ref _sourceAskedAgainAt) ? ReviveFromMemory(args) : null;

    /// <summary>A stale landing, or the source's fault again.</summary>
    private async ValueTask<Landing> ReviveAsync(TArgs args, Exception fault)
    {
        Volatile.Write(ref _sourceAskedAgainAt, _services.Clock.Now + SourcePauseMilliseconds);
        if ((ReviveFromMemory(args) ?? await ReviveFromSharedTierAsync(args)) is not { } stale)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
            throw fault;
        }
        CacheLog.SourceFailed(_services.Log, _statistics.Operation, fault);
        return stale;
    }

    private Landing? ReviveFromMemory(TArgs args) =>
        _memory.Peek(args) is { } entry && IsRevivable(entry) ? Stale(entry) : null;

    /// <summary>What another node left there, unexpired, and is not known to be invalidated.</summary>
    private async ValueTask<Landing?> ReviveFromSharedTierAsync(TArgs args)
    {
        var key = _key(args);
        using var frame = (await _services.Shared.GetAsync(key)).Value;
        if (frame is null || _codec.Decode(args, frame.Memory.Span, key, out var entry) != Sharing.FrameVerdict.Valid || !IsRevivable(entry!)) return null;
        _memory.Put(entry!, _services.Clock.Now);
        return Stale(entry!);
    }

    private Landing Stale(MemoryEntry<TArgs, TValue> entry)
    {
        _statistics.StaleServed.Increment();
        return new(entry, CacheOutcome.Stale);
    }
}
