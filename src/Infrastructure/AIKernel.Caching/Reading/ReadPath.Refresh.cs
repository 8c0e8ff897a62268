using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Reading;

/// <summary>Refresh ahead: a value near its end is served while one load a cluster replaces it.</summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    /// <summary>How long a node leaves a value alone whose refresh it has begun: it may fail, or another node be at it.</summary>
    private const long RefreshPauseMilliseconds = 1_000;

    /// <summary>Whether an entry that is no longer fresh may be served because its refresh is, or is now, under way.</summary>
    private bool IsServableWhileRefreshed(MemoryEntry<TArgs, TValue> entry, out long now)
    {
        now = 0;
        if (_policy.RefreshAhead == TimeSpan.Zero || !IsValidUntil(entry.ExpiresAt, entry, out now)) return false;
        // A call that is to leave nothing behind, or the source alone, leaves the refresh to the next.
        if (!CacheTrace.KeepsNothing && !CacheTrace.LoadsNothing) BeginRefresh(entry, now);
        return true;
    }

    private void BeginRefresh(MemoryEntry<TArgs, TValue> entry, long now)
    {
        entry.FreshUntil = Math.Min(now + RefreshPauseMilliseconds, entry.ExpiresAt);
        var flight = _flights.JoinOrBegin(entry.Key, out var begun);
        if (!begun) flight.Leave();
        // Under the rules of any load: its own stamp, taken before its question.
        else flight.FlyAlone((Self: this, Entry: entry), static (all, args, token) => all.Self.RefreshAsync(args, all.Entry, token));
    }

    private async ValueTask<Landing> RefreshAsync(TArgs args, MemoryEntry<TArgs, TValue> entry, CancellationToken cancellationToken)
    {
        var key = _key(args);
        var shared = await _services.Shared.GetAsync(key);
        if (Accept(args, shared.Value, key, onlyFresh: true) is { } newer) return new(newer, CacheOutcome.Shared);
        _statistics.Refreshes.Increment();
        if (!shared.Answered || !_policy.Lease) return await LoadAsync(args, new(key, Shared: shared.Answered), cancellationToken);
        var token = NewToken();
        var turn = await _services.Shared.TryLeaseAsync(key, token);
        turn.Value.Bytes?.Dispose();
        if (turn.Value.Acquired) return await LoadLeasedAsync(args, key, token, cancellationToken);
        // Another node is at it: its answer is found in the shared tier at the next look.
        return new(entry, CacheOutcome.Memory);
    }
}
