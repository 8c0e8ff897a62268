using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using AIKernel.Caching.Flights;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Reading;

/// <summary>
/// The read path, top to bottom: memory → flight → shared tier → lease → source → publish. Every copy is judged against
/// the node's own view of the journal at the moment it is served; no copy is trusted on its word.
/// </summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock> : CachedOperation<TArgs, TValue>
    where TArgs : notnull
    where TClock : struct, IKernelClock
{
    /// <summary>A caller whose joined flights turn out invalid this often loads for itself.</summary>
    private const int MaxJoins = 2;

    private readonly record struct Landing(MemoryEntry<TArgs, TValue> Entry, CacheOutcome Outcome);

    private readonly CacheServices<TClock> _services;
    private readonly InvalidationTable _table;
    private readonly EntryPolicy _policy;
    private readonly MemoryTier<TArgs, TValue> _memory;
    private readonly FlightTable<TArgs, Landing> _flights = new();
    private readonly EntryCodec<TArgs, TValue, TClock> _codec;
    private readonly OperationStatistics _statistics;
    private readonly OperationLatency _latency;
    private readonly ILogger _log;
    private readonly Func<TArgs, string> _key;
    private readonly Func<TArgs, CancellationToken, ValueTask<TValue>> _load;
    private readonly Func<IReadOnlyList<TArgs>, CancellationToken, ValueTask<IReadOnlyList<TValue>>>? _loadMany;

    public ReadPath(ReadPathParts<TArgs, TValue> parts, CacheServices<TClock> services)
    {
        (_services, _table, _policy) = (services, services.Table, parts.Policy);
        _memory = new(services.Memory);
        _codec = new(_memory, parts, services);
        _statistics = services.Statistics.Operation(parts.FullName);
        (_latency, _log) = (parts.Latency, services.Log);
        (_key, _load, _loadMany) = (parts.Key, parts.Load, parts.LoadMany);
    }

    /// <inheritdoc/>
    public override ValueTask<TValue> GetAsync(TArgs args, CancellationToken cancellationToken) =>
        _memory.Peek(args) is { } entry && (IsServable(entry, out var now) || IsServableWhileRefreshed(entry, out now))
            ? new(Hit(entry, now))
            : ReadThroughAsync(args, cancellationToken);

    private TValue Hit(MemoryEntry<TArgs, TValue> entry, long now)
    {
        _memory.MarkHit(entry, now);
        _statistics.MemoryHits.Increment();
        CacheTrace.Report(CacheOutcome.Memory, entry.LoadedAt);
        return entry.Value;
    }

    /// <summary>Whether an entry may be served now: certified, fresh, and no tag of it touched since its load.</summary>
    private bool IsServable(MemoryEntry<TArgs, TValue> entry, out long now) => IsValidUntil(entry.FreshUntil, entry, out now);

    private bool IsValidUntil(long end, MemoryEntry<TArgs, TValue> entry, out long now)
    {
        // In this order. A thread that read the version first could be held up here: (1) version read; (2) the node's
        // certification runs out; (3) the follower applies a change and certifies again; (4) certification read: fine,
        // and a value older than MaxStaleness would be served under the old version. And the clock last: a thread held
        // up before it sees that its certification ran out meanwhile.
        var certifiedUntil = _table.CertifiedUntil;
        var version = _table.Version;
        now = _services.Clock.Now;
        if (now >= certifiedUntil || now >= end) return false;
        if (entry.VerifiedAt == version) return true;
        if (!_table.Admits(entry.Stamp, entry.Tags)) return false;
        // Never ahead of the table that was asked: the version was read before the tags.
        entry.VerifiedAt = version;
        return true;
    }

    private bool IsCertified => _services.Clock.Now < _table.CertifiedUntil;

    private async ValueTask<TValue> ReadThroughAsync(TArgs args, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        using var span = CacheActivity.StartRead(_statistics.Operation);
        DropIfSpent(args);
        var landing = CacheTrace.LoadsNothing ? await FindAsync(args) : ReviveWithoutAsking(args) ?? await LandAsync(args, cancellationToken);
        if (_log.IsEnabled(LogLevel.Trace)) LogRead(args, landing);
        CacheTrace.Report(landing.Outcome, landing.Entry.LoadedAt);
        span.Succeed(landing.Outcome);
        _latency.Record(Stopwatch.GetElapsedTime(started), landing.Outcome);
        return landing.Entry.Value;
    }

    /// <summary>Frees what can never be served again. An entry is kept while the node is merely not certified.</summary>
    private void DropIfSpent(TArgs args)
    {
        if (_memory.Peek(args) is { } entry && !CanBeServedAgain(entry)) _memory.Remove(entry);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Landing> LandAsync(TArgs args, CancellationToken cancellationToken)
    {
        // Not through a flight: others would join it, and what is to be kept is not for one of them to decide.
        if (CacheTrace.KeepsNothing) return await LoadUnkeptAsync(args, CacheOutcome.Miss, cancellationToken);
        for (var joins = 0; joins < MaxJoins && IsCertified; joins++)
        {
            var flight = _flights.JoinOrBegin(args, out var begun);
            // What this call begins starts after the call did: it is as fresh as an answer can be.
            if (begun) return await flight.FlyAsync(this, static (self, args, token) => self.FetchAsync(args, token), cancellationToken);
            var landing = await flight.WaitAsync(cancellationToken);
            if (!IsGoodForJoiner(landing)) continue;
            _statistics.FlightsJoined.Increment();
            return landing;
        }
        return await LoadAsync(args, new(_key(args)), cancellationToken);
    }

    /// <summary>
    /// What a call joined may be older than the call: (1) flight loads; (2) the value changes and this node sees it;
    /// (3) this call joins. Serving it would undo (2) for this caller, so it is judged like any other copy.
    /// </summary>
    private bool IsGoodForJoiner(Landing landing) =>
        landing.Outcome == CacheOutcome.Stale ? IsRevivable(landing.Entry) : IsValidUntil(landing.Entry.ExpiresAt, landing.Entry, out _);

    /// <summary>One flight: the shared tier, else this cluster's one load.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Landing> FetchAsync(TArgs args, CancellationToken cancellationToken)
    {
        var key = _key(args);
        var shared = await _services.Shared.GetAsync(key);
        if (!shared.Answered) LogNoAnswer(key);
        if (Accept(args, shared.Value, key) is { } entry) return new(entry, CacheOutcome.Shared);
        // A tier that just failed is not asked for more: the caller has waited for it once.
        return shared.Answered && _policy.Lease
            ? await FetchInTurnAsync(args, key, cancellationToken)
            : await LoadAsync(args, new(key, Shared: shared.Answered), cancellationToken);
    }

    /// <summary>The entry in a frame of the shared tier, now in memory; null when there is none that is valid, or still fresh if that is asked, here and now.</summary>
    private MemoryEntry<TArgs, TValue>? Accept(TArgs args, IMemoryOwner<byte>? frame, string key, bool onlyFresh = false)
    {
        if (frame is null) return null;
        using (frame)
        {
            var verdict = _codec.Decode(args, frame.Memory.Span, key, out var entry);
            if (verdict == FrameVerdict.Valid && !IsValidUntil(entry!.ExpiresAt, entry, out _)) verdict = FrameVerdict.Invalidated;
            _services.Statistics.Frames(verdict).Increment();
            if (verdict is not (FrameVerdict.Valid or FrameVerdict.Invalidated)) LogError(key, verdict.ToString());
            if (verdict != FrameVerdict.Valid || (onlyFresh && !IsServable(entry!, out _))) return null;
            _statistics.SharedHits.Increment();
            _memory.Put(entry!, _services.Clock.Now);
            return entry;
        }
    }

    /// <summary>Asks the source and publishes the answer.</summary>
    private async ValueTask<Landing> LoadAsync(TArgs args, Destination to, CancellationToken cancellationToken)
    {
        // The stamp before the question. A change that the answer lacks had not ended when the answer's snapshot was taken,
        // so a stamp taken earlier does not cover it, and once it is known here the entry is invalid.
        var stamp = _table.Stamp;
        if (stamp is null || !IsCertified) return await LoadUnkeptAsync(args, CacheOutcome.Uncertified, cancellationToken);
        try
        {
            var value = await AskAsync(args, cancellationToken);
            return new(await PublishAsync(args, value, to, stamp), CacheOutcome.Miss);
        }
        catch (Exception fault) when (_policy.FailSafe > TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
        {
            return await ReviveAsync(args, fault);
        }
    }

    /// <summary>Asks the source for this caller alone.</summary>
    private async ValueTask<Landing> LoadUnkeptAsync(TArgs args, CacheOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            return new(_codec.Unstamped(args, await AskAsync(args, cancellationToken)), outcome);
        }
        catch (Exception fault) when (_policy.FailSafe > TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
        {
            return await ReviveAsync(args, fault);
        }
    }

    private async ValueTask<TValue> AskAsync(TArgs args, CancellationToken cancellationToken)
    {
        using var span = CacheActivity.StartLoad(_statistics.Operation);
        var value = await _load(args, cancellationToken);
        span.Succeed(CacheOutcome.Miss);
        _statistics.Misses.Increment();
        return value;
    }

    /// <summary>Where an answer is published.</summary>
    /// <param name="Key">The key in the shared tier.</param>
    /// <param name="Shared">Whether the shared tier takes part.</param>
    /// <param name="Lease">The lease it was loaded under, which ends with the publication.</param>
    /// <param name="Memory">Whether memory takes part.</param>
    private readonly record struct Destination(string Key, bool Shared = true, HeldLease? Lease = null, bool Memory = true);

    /// <summary>Keeps a loaded value in both tiers, unless it cannot be kept or a tag was touched meanwhile.</summary>
    private async ValueTask<MemoryEntry<TArgs, TValue>> PublishAsync(TArgs args, TValue value, Destination to, JournalStamp stamp)
    {
        using var encoded = _codec.Encode(args, value, to.Key, stamp);
        var entry = encoded.Entry;
        // Not needed for correctness (the entry carries its stamp wherever it goes), only to save a useless write.
        if (encoded.CanBeKept && _table.Admits(stamp, entry.Tags)) await PutAsync(encoded, to);
        return entry;
    }

    private async ValueTask PutAsync(EncodedEntry<TArgs, TValue> encoded, Destination to)
    {
        var entry = encoded.Entry;
        if (to.Memory) _memory.Put(entry, _services.Clock.Now);
        var lifetime = TimeSpan.FromMilliseconds(entry.ExpiresAt - _services.Clock.Now);
        if (!to.Shared || !encoded.CanBeShared || lifetime <= TimeSpan.Zero) return;
        var kept = to.Lease is { } lease
            ? await SettleAsync(to.Key, lease, encoded.Frame, lifetime)
            : await _services.Shared.SetAsync(to.Key, encoded.Frame, lifetime);
        if (kept.Answered)
        {
            _statistics.Writes.Increment();
            _statistics.WrittenBytes.Add(encoded.Frame.Length);
            encoded.GiveBack();
        }
        else
        {
            LogNoAnswer(to.Key, entry.Tags);
        }
    }
}
