using System.Globalization;
using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>
/// One random life of three nodes over one database and one shared tier, all of it drawn from a seed. The driver does
/// one thing at a time and lets everything come to rest before the next, so that the seed decides and no thread does.
/// </summary>
internal sealed partial class Schedule
{
    private const int Steps = 70, MaxReads = 12, MaxTransactions = 3;
    private static readonly string[] Keys = ["x", "y", "z"];

    private readonly Random _random;
    private readonly ManualTimeProvider _time = new();
    private readonly SimulatedNetwork _network = new();
    private readonly SimulatedDatabase _database;
    private readonly SimulatedSharedTier _shared;
    private readonly ContractChecker _contract;
    private readonly CacheOptions _options;
    private readonly CacheMetrics _metrics;
    private readonly SimulatedNode[] _nodes = new SimulatedNode[3];
    private readonly List<ClientRead> _reads = [];
    private readonly List<CatchUp> _catchUps = [];
    private readonly List<SimulatedTransaction> _transactions = [];
    private readonly List<(Caching.Journal.JournalPosition Position, string Key, int CommittedAt)> _positions = [];
    private readonly List<object> _backups = [];
    private readonly List<string> _trace = [];
    private int _step, _clients, _incarnations;
    private long _value;

    private Schedule(int seed, CacheMetrics metrics)
    {
        _random = new(seed);
        _metrics = metrics;
        _database = new(_time);
        _shared = new(_time);
        _contract = new(_database, Keys);
        _options = new()
        {
            InvalidationTableCapacity = _random.Next(3) == 0 ? 2 : 100,
            JournalRetention = TimeSpan.FromSeconds(10),
            // Shorter than the poll: the timer set for the rest of a deadline must not be taken for the poll's.
            SharedTierDeadline = TimeSpan.FromMilliseconds(240),
            CircuitThreshold = _random.Next(4) == 0 ? 3 : 1_000,
            CircuitBreak = TimeSpan.FromSeconds(3),
            SharedTierProbeInterval = Timeout.InfiniteTimeSpan, // a probe would close the circuit on a thread of its own
        };
    }

    /// <summary>How many answers were judged.</summary>
    public int Judged { get; private set; }

    /// <summary>How many of them came from a cache.</summary>
    public long Hits { get; private set; }

    /// <summary>What happened, one line a step.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>Runs the life of this seed to its end.</summary>
    /// <exception cref="ContractViolationException">An answer that the contract does not allow.</exception>
    public static Schedule Run(int seed, CacheMetrics metrics)
    {
        var schedule = new Schedule(seed, metrics);
        try
        {
            schedule.Live();
            schedule.End();
            return schedule;
        }
        catch (Exception fault)
        {
            throw new ContractViolationException(seed, fault.Message, schedule._trace, fault);
        }
    }

    private void Live()
    {
        for (var index = 0; index < _nodes.Length; index++) StartNode(index);
        while (++_step <= Steps)
        {
            Act();
            Settle();
        }
        Drain();
        EveryNodeShowsTheTruth();
    }

    /// <summary>Nothing more goes wrong: whatever was begun ends.</summary>
    private void Drain()
    {
        foreach (var transaction in _transactions.FindAll(static one => !one.Lost))
        {
            _step++;
            CommitTransaction(transaction);
        }
        while (_network.Pending().Count > 0 || _writes.Count > 0)
        {
            _step++;
            if (_network.Pending().FirstOrDefault() is { } call) Move(call, faults: false);
            else Advance(_writes.Find(static write => write.Transaction is not null) ?? _writes[0]); // the others may wait for it
            Settle();
        }
        if (_reads.Count > 0) throw new InvalidOperationException($"A read of {string.Join(' ', _reads[0].Keys)} on {_reads[0].Node.Name} never ended.");
        if (_catchUps.Count > 0) throw new InvalidOperationException($"A catch-up on {_catchUps[0].Node.Name} never ended.");
    }

    private void EveryNodeShowsTheTruth()
    {
        foreach (var node in _nodes)
        {
            _step++;
            BeginCatchUp(node, "x", _step);
            Settle();
            Drain();
            foreach (var key in Keys)
            {
                _step++;
                BeginRead(node, [key], single: true, _step);
                Settle();
                Drain();
            }
        }
    }

    private void End()
    {
        foreach (var node in _nodes) Hits += node.Hits;
        foreach (var read in _reads) read.Cancellation.Dispose();
    }

    private void Tell(FormattableString what) => _trace.Add(string.Create(CultureInfo.InvariantCulture, $"{_step,3} {_time.Elapsed.TotalMilliseconds,7} {FormattableString.Invariant(what)}"));

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}

/// <summary>What went wrong, and how to see it again.</summary>
internal sealed class ContractViolationException(int seed, string what, IEnumerable<string> trace, Exception cause)
    : Exception($"Seed {seed}: {what}\nAgain with {SimulationTests.SeedVariable}={seed}\n{string.Join('\n', trace)}", cause);
