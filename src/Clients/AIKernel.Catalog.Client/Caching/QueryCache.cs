using Microsoft.Extensions.Logging;

namespace AIKernel.Catalog.Client;

/// <summary>
/// A query cache with the semantics of React Query (TanStack Query: staleTime, gcTime, one fetch per key): a fresh answer is
/// given as it is; a stale one too, while one revalidation runs behind it; what is not known is fetched once for all who
/// wait for it; what nobody uses is dropped.
/// </summary>
internal sealed class QueryCache : IDisposable
{
    private readonly CatalogWire _wire;
    private readonly TimeSpan _staleTime;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly KeptAnswers _kept;
    private readonly Dictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private readonly ITimer _sweep;
    private bool _armed, _disposed;
    private int _underWay;

    public QueryCache(CatalogWire wire, CatalogClientOptions options, TimeProvider time, ILogger log)
    {
        (_wire, _staleTime, _time, _log) = (wire, options.StaleTime, time, log);
        _kept = new(options.MaxEntries, options.UnusedFor, time);
        _sweep = time.CreateTimer(static cache => ((QueryCache)cache!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get { lock (_lock) return _kept.Count; }
    }

    public int Fetching
    {
        get { lock (_lock) return _underWay; }
    }

    public ValueTask<T?> ReadAsync<T>(Question<T> question, CancellationToken cancellationToken)
        where T : class
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<T?>(cancellationToken);
        Flight? flight;
        Answer? known;
        bool joined;
        lock (_lock)
        {
            ThrowIfDisposed();
            joined = _flights.TryGetValue(question.Key, out flight);
            if (_kept.TryUse(question.Key, out known) && (joined || _time.GetElapsedTime(known.AskedAt) < _staleTime)) return new((T?)known.Value);
            if (!joined)
            {
                _flights.Add(question.Key, flight = new(question.Key, question.Subject, known));
                _underWay++;
            }
            if (known is null) flight!.Board();
        }
        if (known is not null)
        {
            // It outlives the reader's request, so it takes nothing of its context along.
            ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Cache.FlyAsync(work.Question, work.Flight), (Cache: this, Question: question, Flight: flight!), preferLocal: false);
            return new((T?)known.Value);
        }
        if (!joined) _ = FlyAsync(question, flight!);
        return new(flight!.WaitAsync<T>(cancellationToken));
    }

    /// <summary>
    /// A write has ended: what it can have changed is dropped, and what is under way about that is not kept when it comes.
    /// </summary>
    /// <param name="touched">The resource that was written; null where it is not known, or for everything.</param>
    public void Overtake(Guid? touched)
    {
        lock (_lock)
        {
            _kept.DropTouched(touched);
            foreach (var (key, flight) in _flights)
            {
                if (touched is not null && flight.Subject is not null && flight.Subject != touched) continue;
                flight.Overtaken = true;
                _flights.Remove(key); // readers from now on start a flight of their own
            }
        }
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), typeof(CatalogClient));

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _kept.DropTouched(null);
            _sweep.Dispose();
        }
    }

    private async Task FlyAsync<T>(Question<T> question, Flight flight)
        where T : class
    {
        try
        {
            var answer = await _wire.AskAsync(question, flight.Known);
            Land(flight, answer);
            flight.Landed.SetResult(answer.Value);
        }
        catch (Exception failure)
        {
            Land(flight, null);
            if (!flight.IsAwaited) Report(flight, failure);
            flight.Landed.SetException(failure);
            _ = flight.Landed.Task.Exception; // seen, also where nobody waits
        }
    }

    private void Land(Flight flight, Answer? answer)
    {
        lock (_lock)
        {
            _underWay--;
            // (1) A read is sent, and the catalog answers it; the answer is on its way. (2) A write of ours is acknowledged,
            // and what it touched is dropped. (3) The answer of (1) arrives. Kept, it would show the state before the write
            // for as long as it is fresh. Those who waited for it asked before the write was acknowledged: they may have it.
            if (flight.Overtaken) return;
            _flights.Remove(flight.Key);
            if (answer is null || _disposed) return;
            _kept.Put(flight.Key, answer);
            if (!_armed) Arm();
        }
    }

    private void Report(Flight flight, Exception failure)
    {
        if (flight.Known is { } known) CatalogClientLog.RevalidationFailed(_log, _time.GetElapsedTime(known.AskedAt).TotalSeconds, failure);
        else CatalogClientLog.AbandonedReadFailed(_log, failure);
    }

    private void Sweep()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _kept.DropUnused();
            Arm();
        }
    }

    /// <summary>Sets the timer to when the next answer is to go; not at all where there is none, so that an idle client can be collected.</summary>
    private void Arm()
    {
        _armed = _kept.NextDrop is not null;
        // Rounded up: timers count in milliseconds, and one that came too early would find nothing to do.
        if (_kept.NextDrop is { } left) _sweep.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }
}
