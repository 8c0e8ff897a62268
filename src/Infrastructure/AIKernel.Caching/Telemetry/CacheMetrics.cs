using System.Diagnostics.Metrics;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// The meter <c>AIKernel.Caching</c>. Counters are read from the statistics when somebody collects, so that a hit
/// pays for one striped increment whether anybody listens or not.
/// </summary>
internal sealed class CacheMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "AIKernel.Caching";

    private static readonly InstrumentAdvice<double> Buckets = new() { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] };
    private readonly Histogram<double> _latency;
    private readonly CacheStatistics _statistics;

    public CacheMetrics(IMeterFactory meters, CacheStatistics statistics, MemoryBudget memory, GuardedSharedTier shared, InvalidationTable table, Func<JournalStatus> journal)
    {
        _statistics = statistics;
        var meter = meters.Create(MeterName);
        _latency = meter.CreateHistogram("aikernel.cache.operation.duration", "s", "Time of reads that memory could not answer, by operation and outcome.", advice: Buckets);
        ObserveOperations(meter, statistics);
        ObserveFaults(meter, statistics);
        meter.CreateObservableGauge("aikernel.cache.memory.bytes", () => memory.Bytes, null, "Bytes that values in memory take, overhead included.");
        meter.CreateObservableGauge("aikernel.cache.memory.entries", () => memory.Entries, null, "Entries in memory.");
        meter.CreateObservableCounter("aikernel.cache.evictions", () => memory.Evictions, null, "Entries evicted from memory to make room.");
        meter.CreateObservableCounter("aikernel.cache.invalidations", () => statistics.Invalidations.Value, null, "Journalled changes taken in.");
        meter.CreateObservableGauge("aikernel.cache.invalidation.tags", () => table.Count, null, "Tags in the invalidation table.");
        meter.CreateObservableGauge("aikernel.cache.journal.lag", () => journal().Lag is { } lag ? new Measurement<double>[] { new(lag.TotalSeconds) } : [], "s", "Age of the node's view of the journal.");
        meter.CreateObservableGauge("aikernel.cache.certified", () => journal().Certified ? 1 : 0, null, "1 while the node may serve from its cache.");
        meter.CreateObservableGauge("aikernel.cache.circuit.state", () => (int)shared.State, null, "Circuit of the shared tier: 0 closed, 1 half-open, 2 open, 3 no shared tier.");
    }

    /// <summary>Where one operation records the time of its slower reads.</summary>
    public OperationLatency Latency(string operation) => new(_latency, _statistics.Operation(operation));

    private static void ObserveOperations(Meter meter, CacheStatistics statistics)
    {
        meter.CreateObservableCounter("aikernel.cache.hits", () => statistics.Operations.SelectMany(static one => new[]
        {
            Tagged(one, one.MemoryHits.Value, "memory"), Tagged(one, one.SharedHits.Value, "redis"),
        }), null, "Reads answered from the cache, by tier.");
        Observe("aikernel.cache.misses", static one => one.Misses, "Reads that reached the source.");
        Observe("aikernel.cache.flights.joined", static one => one.FlightsJoined, "Reads that waited for somebody else's load.");
        Observe("aikernel.cache.stale.served", static one => one.StaleServed, "Reads answered with a stale value because the source failed.");
        Observe("aikernel.cache.refreshes", static one => one.Refreshes, "Loads begun ahead of an expiry.");
        Observe("aikernel.cache.writes", static one => one.Writes, "Entries written to the shared tier.");
        Observe("aikernel.cache.written.bytes", static one => one.WrittenBytes, "Bytes written to the shared tier.");

        void Observe(string name, Func<OperationStatistics, StripedCounter> counter, string description) =>
            meter.CreateObservableCounter(name, () => statistics.Operations.Select(one => Tagged(one, counter(one))), null, description);
    }

    private static void ObserveFaults(Meter meter, CacheStatistics statistics)
    {
        meter.CreateObservableCounter("aikernel.cache.errors", () => statistics.SharedTierErrorsByKind
            .Select(static pair => Error("redis", pair.Key, pair.Value.Value))
            .Append(Error("redis", "circuit-open", statistics.CircuitRejections.Value))
            .Append(Error("journal", "unreadable", statistics.JournalErrors.Value))
            .Append(Error("memory", "too-large", statistics.TooLarge.Value))
            .Append(Error("memory", "encoding", statistics.EncodingFaults.Value)), null, "Faults by tier and kind; none of them failed a request.");
        meter.CreateObservableCounter("aikernel.cache.frames.rejected", () => Enum.GetValues<FrameVerdict>()
            .Where(static verdict => verdict != FrameVerdict.Valid)
            .Select(verdict => new Measurement<long>(statistics.Frames(verdict).Value, new KeyValuePair<string, object?>("reason", verdict.ToString().ToLowerInvariant()))),
            null, "Copies in the shared tier that were not accepted, by reason.");
    }

    private static Measurement<long> Tagged(OperationStatistics one, StripedCounter counter) =>
        new(counter.Value, new KeyValuePair<string, object?>("operation", one.Operation));

    private static Measurement<long> Tagged(OperationStatistics one, long count, string tier) =>
        new(count, new KeyValuePair<string, object?>("operation", one.Operation), new("tier", tier));

    private static Measurement<long> Error(string tier, string kind, long count) =>
        new(count, new KeyValuePair<string, object?>("tier", tier), new("kind", kind));
}

/// <summary>Records how long one operation's reads took that memory could not answer.</summary>
internal sealed class OperationLatency(Histogram<double> histogram, OperationStatistics operation)
{
    public void Record(TimeSpan elapsed, CacheOutcome outcome)
    {
        var name = outcome switch { CacheOutcome.Shared => "redis", CacheOutcome.Miss => "miss", CacheOutcome.Stale => "stale", _ => "uncertified" };
        operation.MeasuredReads.Increment();
        operation.MeasuredTicks.Add(elapsed.Ticks);
        histogram.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("operation", operation.Operation), new("outcome", name));
    }
}
