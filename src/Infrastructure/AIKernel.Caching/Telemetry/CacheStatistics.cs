using System.Collections.Concurrent;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Telemetry;

/// <summary>Counts of one operation.</summary>
internal sealed class OperationStatistics(string operation)
{
    public string Operation { get; } = operation;
    public HitCounter MemoryHits { get; } = new();
    public StripedCounter SharedHits { get; } = new();
    /// <summary>Requests that reached the source.</summary>
    public StripedCounter Misses { get; } = new();
    public StripedCounter FlightsJoined { get; } = new();
    public StripedCounter Writes { get; } = new();
    public StripedCounter WrittenBytes { get; } = new();
    /// <summary>Reads answered with a stale value because the source failed.</summary>
    public StripedCounter StaleServed { get; } = new();
    /// <summary>Loads begun ahead of an expiry.</summary>
    public StripedCounter Refreshes { get; } = new();
    /// <summary>Reads that memory could not answer, whose time was taken.</summary>
    public StripedCounter MeasuredReads { get; } = new();
    /// <summary>Their time together, in ticks of <see cref="TimeSpan"/>.</summary>
    public StripedCounter MeasuredTicks { get; } = new();
}

/// <summary>Counts of the whole cache. Raising one allocates nothing and takes no lock.</summary>
internal sealed class CacheStatistics
{
    private readonly ConcurrentDictionary<string, OperationStatistics> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StripedCounter> _sharedTierErrors = new(StringComparer.Ordinal);
    private readonly StripedCounter[] _frames = [.. Enum.GetValues<FrameVerdict>().Select(_ => new StripedCounter())];

    public IEnumerable<OperationStatistics> Operations => _operations.Values;
    public IEnumerable<KeyValuePair<string, StripedCounter>> SharedTierErrorsByKind => _sharedTierErrors;
    public StripedCounter CircuitRejections { get; } = new();
    public StripedCounter JournalErrors { get; } = new();
    public StripedCounter Invalidations { get; } = new();
    public StripedCounter TooLarge { get; } = new();
    public StripedCounter EncodingFaults { get; } = new();

    public OperationStatistics Operation(string name) => _operations.GetOrAdd(name, static name => new(name));

    public StripedCounter SharedTierErrors(string kind) => _sharedTierErrors.GetOrAdd(kind, static _ => new());

    public StripedCounter Frames(FrameVerdict verdict) => _frames[(int)verdict];
}
