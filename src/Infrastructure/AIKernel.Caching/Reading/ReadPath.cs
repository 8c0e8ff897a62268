using System.Diagnostics;
using AIKernel.Caching.Flights;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;

namespace AIKernel.Caching.Reading;

/// <summary>
/// The read path, top to bottom: memory → flight → shared tier → source → publish. Every copy is judged against the
/// node's own view of the journal at the moment it is served; no copy is trusted on its word.
/// </summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock> : CachedOperation<TArgs, TValue>
    where TArgs : notnull
    where TClock : struct, IKernelClock
{
    /// <summary>A caller whose joined flights turn out invalid this often loads for itself.</summary>
    private const int MaxJoins = 2;

    private readonly record struct Landing(MemoryEntry<TArgs, TValue> Entry, CacheOutcome Outcome);

    private readonly CacheServices<TClock> _services;
    private readonly MemoryTier<TArgs, TValue> _memory;
    private readonly FlightTable<TArgs, Landing> _flights = new();
    private readonly EntryCodec<TArgs, TValue, TClock> _codec;
    private readonly OperationStatistics _statistics;
    private readonly OperationLatency _latency;
    private readonly Func<TArgs, string> _key;
    private readonly Func<TArgs, CancellationToken, ValueTask<TValue>> _load;
    private readonly Func<IReadOnlyList<TArgs>, CancellationToken, ValueTask<IReadOnlyList<TValue>>>? _loadMany;
    private readonly Func<TArgs, CancellationToken, ValueTask<Landing>> _fetch;

    public ReadPath(ReadPathParts<TArgs, TValue> parts, CacheServices<TClock> services)
    {
        _services = services;
        _memory = new(services.Memory);
        _codec = new(_memory, parts.Serializer, parts.Policy, parts.Tags, services);
        _statistics = services.Statistics.Operation(parts.FullName);
        _latency = parts.Latency;
        (_key, _load, _loadMany, _fetch) = (parts.Key, parts.Load, parts.LoadMany, FetchAsync);
    }

    /// <inheritdoc/>
    public override ValueTask<TValue> GetAsync(TArgs args, CancellationToken cancellationToken)
    {
        if (_memory.Peek(args) is { } entry)
        {
            if (IsServable(entry))
            {
                entry.MarkVisited();
                _statistics.MemoryHits.Increment();
                CacheTrace.Report(CacheOutcome.Memory, entry.LoadedAt);
                return new(entry.Value);
            }
            DropIfSpent(entry);
        }
        return ReadThroughAsync(args, cancellationToken);
    }

    /// <summary>Whether an entry may be served now: certified, not expired, and no tag of it touched since its load.</summary>
    private bool IsServable(MemoryEntry<TArgs, TValue> entry)
    {
        // In this order. A thread that read the version first could be held up here: (1) version read; (2) the node's
        // certification runs out; (3) the follower applies a change and certifies again; (4) certification read: fine,
        // and a value older than MaxStaleness would be served under the old version. And the clock last: a thread held
        // up before it sees that its certification ran out meanwhile.
        var certifiedUntil = _services.Table.CertifiedUntil;
        var version = _services.Table.Version;
        var now = _services.Clock.Now;
        if (now >= certifiedUntil || now >= entry.FreshUntil) return false;
        if (entry.VerifiedAt == version) return true;
        if (!_services.Table.Admits(entry.Stamp, entry.Tags)) return false;
        // Never ahead of the table that was asked: the version was read before the tags.
        entry.VerifiedAt = version;
        return true;
    }

    /// <summary>Frees what can never be served again. An entry is kept while the node is merely not certified.</summary>
    private void DropIfSpent(MemoryEntry<TArgs, TValue> entry)
    {
        if (_services.Clock.Now >= entry.ExpiresAt || !_services.Table.Admits(entry.Stamp, entry.Tags)) _memory.Remove(entry);
    }

    private async ValueTask<TValue> ReadThroughAsync(TArgs args, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var landing = await LandAsync(args, cancellationToken);
        CacheTrace.Report(landing.Outcome, landing.Entry.LoadedAt);
        _latency.Record(Stopwatch.GetElapsedTime(started), landing.Outcome);
        return landing.Entry.Value;
    }

    private async ValueTask<Landing> LandAsync(TArgs args, CancellationToken cancellationToken)
    {
        // Not through a flight: others would join it, and what is to be kept is not for one of them to decide.
        if (CacheTrace.KeepsNothing) return await LoadUnkeptAsync(args, CacheOutcome.Miss, cancellationToken);
        for (var joins = 0; joins < MaxJoins && IsCertified; joins++)
        {
            var flight = _flights.JoinOrStart(args, _fetch, out var started);
            var landing = await flight.WaitAsync(cancellationToken);
            // What this call started began after the call did: it is as fresh as an answer can be. What it joined may
            // be older: (1) flight loads; (2) the value changes and this node sees it; (3) this call joins. Serving it
            // would undo (2) for this caller, so it is judged like any other copy.
            if (started || IsServable(landing.Entry))
            {
                if (!started) _statistics.FlightsJoined.Increment();
                return landing;
            }
        }
        return await LoadAsync(args, _key(args), cancellationToken);
    }

    private bool IsCertified => _services.Clock.Now < _services.Table.CertifiedUntil;

    /// <summary>One flight: the shared tier, else the source.</summary>
    private async ValueTask<Landing> FetchAsync(TArgs args, CancellationToken cancellationToken)
    {
        var key = _key(args);
        if (await _services.Shared.GetAsync(key) is { } bytes && Accept(args, bytes, key) is { } entry) return new(entry, CacheOutcome.Shared);
        return await LoadAsync(args, key, cancellationToken);
    }

    /// <summary>The entry in a frame of the shared tier, now in memory; null when it is not valid here and now.</summary>
    private MemoryEntry<TArgs, TValue>? Accept(TArgs args, byte[] bytes, string key)
    {
        var verdict = _codec.Decode(args, bytes, key, out var entry);
        if (verdict == FrameVerdict.Valid && !IsServable(entry!)) verdict = FrameVerdict.Invalidated;
        _services.Statistics.Frames(verdict).Increment();
        if (verdict != FrameVerdict.Valid) return null;
        _statistics.SharedHits.Increment();
        _memory.Put(entry!);
        return entry;
    }

    /// <summary>Asks the source and publishes the answer.</summary>
    private async ValueTask<Landing> LoadAsync(TArgs args, string key, CancellationToken cancellationToken)
    {
        // The horizon before the question. A change that the answer lacks had not ended when the answer's snapshot was
        // taken, so it is not below a horizon read earlier, and once it is known here the entry is invalid.
        var stamp = _services.Table.Stamp;
        if (stamp is null || !IsCertified) return await LoadUnkeptAsync(args, CacheOutcome.Uncertified, cancellationToken);
        var value = await _load(args, cancellationToken);
        _statistics.Misses.Increment();
        return new(await PublishAsync(args, value, key, stamp), CacheOutcome.Miss);
    }

    /// <summary>Asks the source for this caller alone.</summary>
    private async ValueTask<Landing> LoadUnkeptAsync(TArgs args, CacheOutcome outcome, CancellationToken cancellationToken)
    {
        var value = await _load(args, cancellationToken);
        _statistics.Misses.Increment();
        return new(_codec.Unstamped(args, value), outcome);
    }

    /// <summary>Keeps a loaded value in both tiers, unless it cannot be kept or a tag was touched meanwhile.</summary>
    private async ValueTask<MemoryEntry<TArgs, TValue>> PublishAsync(TArgs args, TValue value, string key, Journal.JournalStamp stamp)
    {
        var (entry, frame) = _codec.Encode(args, value, key, stamp);
        if (frame is null) return entry;
        // Not needed for correctness (the entry carries its horizon wherever it goes), only to save a useless write.
        if (!_services.Table.Admits(stamp, entry.Tags)) return entry;
        _memory.Put(entry);
        var lifetime = TimeSpan.FromMilliseconds(entry.ExpiresAt - _services.Clock.Now);
        if (lifetime > TimeSpan.Zero && await _services.Shared.SetAsync(key, frame, lifetime))
        {
            _statistics.Writes.Increment();
            _statistics.WrittenBytes.Add(frame.Length);
        }
        return entry;
    }
}
