using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>A read that a client has begun.</summary>
internal sealed record ClientRead(int Id, SimulatedNode Node, string[] Keys, Task<long?[]> Task, CancellationTokenSource Cancellation, int[] Since, int BegunAt, TimeSpan Begun, bool Single);

/// <summary>Somebody who waits until a node's view of the journal includes something: a strong reader, or a writer.</summary>
internal sealed record CatchUp(SimulatedNode Node, Task Task, int Loop, TimeSpan Begun, string Key, int CommittedAt, int? Writer)
{
    /// <summary>Whether it has caught up, and the shared tier is to keep what was written.</summary>
    public bool Keeps(SimulatedNetwork network) => Writer is { } writer && network.CallOf(writer) is not null;
}

/// <summary>A node of the simulation, and where its follower stands.</summary>
internal sealed class SimulatedNode
{
    private readonly FlightProbe _probe;
    private volatile int _loopsStarted, _loopsEnded;
    private volatile bool _waking;
    private volatile PendingCall? _journal;

    public SimulatedNode(string name, TimeSpan elapsed, SimulatedDatabase database, SimulatedSharedTier shared, SimulatedNetwork network, CacheOptions options, CacheMetrics metrics)
    {
        Name = name;
        Time.Advance(elapsed);
        Harness = new(name, Time, database, shared, network, options, metrics);
        Harness.Journal.Notifying = false;
        Values = Harness.BindValues(new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10)));
        _probe = new(Values);
    }

    public string Name { get; }
    public ManualTimeProvider Time { get; } = new();
    public CacheHarness Harness { get; }
    public CachedOperation<string, long?> Values { get; }

    /// <summary>The step of the newest snapshot of the journal that this node has taken in: it has seen every change before it.</summary>
    public int SeenAt { get; set; }

    /// <summary>The steps of the writes it acknowledged, by key.</summary>
    public Dictionary<string, int> Acknowledged { get; } = new(StringComparer.Ordinal);

    /// <summary>How many answers it gave from memory or the shared tier.</summary>
    public long Hits => Harness.Statistics.Operation("test.value").MemoryHits.Value + Harness.Statistics.Operation("test.value").SharedHits.Value;

    /// <summary>The read of the journal under way.</summary>
    public PendingCall? Journal => _journal;

    /// <summary>The round of the follower that a catch-up begun now waits for.</summary>
    public int NextLoop => _loopsStarted + 1;

    public int LoopsEnded => _loopsEnded;

    /// <summary>The follower is about to be woken: the next round begins whatever it does now.</summary>
    public void Waking() => _waking = true;

    public void JournalArrived(PendingCall call)
    {
        if (_loopsStarted == _loopsEnded)
        {
            _loopsStarted++; // one writer: the follower
            _waking = false;
        }
        _journal = call;
    }

    /// <summary>The read has ended; final, unless the follower reads again at once because the epoch changed.</summary>
    public void JournalEnded(bool final)
    {
        _journal = null;
        if (final) _loopsEnded++;
    }

    /// <summary>Whether the follower either waits for its read or sleeps until the next poll.</summary>
    public bool FollowerRests() =>
        Journal is not null
        || (!_waking && _loopsStarted == _loopsEnded && Time.Started(Harness.Options.PollInterval) == _loopsEnded && Time.Waiting(Harness.Options.PollInterval) == 1);

    /// <summary>Whether every read waits for a call or for a flight, and every flight for a call.</summary>
    public bool ReadsRest(IEnumerable<ClientRead> reads, IEnumerable<CatchUp> catchUps, SimulatedNetwork network)
    {
        // In this order: whoever is in motion is counted as incomplete before it can be counted as waiting.
        var incomplete = reads.Where(read => read.Node == this && !read.Task.IsCompleted).ToList();
        var batches = incomplete.FindAll(static read => !read.Single);
        // In one look. In two: (1) no flight is counted; (2) a joiner of one that landed begins another; (3) its waiter is counted,
        // its call is not made yet, and all seems to rest.
        var (flights, waiters) = _probe.Count(key => !batches.Exists(batch => batch.Keys.Contains(key)));
        var (ofFlights, ofClients) = network.Waiting(Name);
        // Counted after all calls: one that is made in between is taken off too often, and nothing seems to rest for a moment.
        var ofReaders = ofClients - catchUps.Count(one => one.Node == this && one.Keeps(network));
        // The driver keeps the keys of batches apart from those of other reads: what flies under them flies for the batch.
        var ofBatches = batches.Count(batch => network.CallOf(batch.Id) is not null);
        var batchesRest = batches.TrueForAll(batch => network.CallOf(batch.Id) is not null || _probe.Count(batch.Keys.Contains).Waiters > 0);
        // A call arrives before its caller sets the deadline: time must not pass between the two.
        var deadlines = Harness.Guarded.Waiting;
        return flights == ofFlights && batchesRest && incomplete.Count - batches.Count == waiters + ofReaders - ofBatches && deadlines == network.UnderDeadline(Name);
    }

    /// <summary>What moves, for the complaint that something does not come to rest.</summary>
    public string Tell(IEnumerable<ClientRead> reads, SimulatedNetwork network) =>
        $"{Name}: reads {reads.Count(read => read.Node == this && !read.Task.IsCompleted)}, flights and waiters {_probe.Count(static _ => true)}, calls of flights and clients {network.Waiting(Name)}, "
        + $"deadlines {Harness.Guarded.Waiting} of {network.UnderDeadline(Name)}, follower {(Journal is null ? "idle" : "reading")} in round {_loopsStarted} after {_loopsEnded}, waking {_waking}";

    /// <summary>Whether everybody has left the flight of this key.</summary>
    public bool IsAbandoned(string key) => _probe.IsAbandoned(key);

    /// <summary>Follows from the database's present state on; reads of the journal pass at once.</summary>
    public void Start(SimulatedNetwork network, int step)
    {
        network.Join(this);
        var start = Task.Run(() => Harness.Follower.StartAsync(CancellationToken.None));
        Rest.Until(() =>
        {
            if (Journal is { } call && network.Remove(call))
            {
                call.Execute(step);
                JournalEnded(final: true);
                call.Deliver();
            }
            return start.IsCompleted && FollowerRests() && Journal is null && Harness.Journal.ListeningAsync().IsCompleted;
        }, () => $"{Name} does not start");
        SeenAt = step;
    }

    /// <summary>The process is gone.</summary>
    public void Stop()
    {
        var stop = Harness.DisposeAsync().AsTask();
        Rest.Until(() => stop.IsCompleted, () => $"{Name} does not stop");
        stop.GetAwaiter().GetResult();
    }
}

/// <summary>Waits for threads of the pool to come to rest: microseconds, no timer.</summary>
internal static class Rest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void Until(Func<bool> rests, Func<string> complaint)
    {
        var spin = new SpinWait();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!rests())
        {
            spin.SpinOnce(sleep1Threshold: -1);
            if (spin.Count % 1024 == 0 && System.Diagnostics.Stopwatch.GetElapsedTime(started) > Patience) throw new InvalidOperationException(complaint());
        }
    }
}
