using AIKernel.Caching.Memory;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Telemetry;

/// <summary>The cache's counts since the process started, all operations together.</summary>
public sealed record CacheFigures
{
    /// <summary>Reads answered from memory.</summary>
    public required long MemoryHits { get; init; }
    /// <summary>Reads answered from the shared tier.</summary>
    public required long SharedHits { get; init; }
    /// <summary>Reads that reached the source.</summary>
    public required long Misses { get; init; }
    /// <summary>Entries written to the shared tier.</summary>
    public required long Writes { get; init; }
    /// <summary>Journalled changes taken in, each of which ends the entries that carry its tags.</summary>
    public required long Invalidations { get; init; }
    /// <summary>Mean time of a read. Reads from memory are not measured, since they take less than the clock would; they count as 0.</summary>
    public required TimeSpan MeanLatency { get; init; }
    /// <summary>Bytes that values in memory take, overhead included.</summary>
    public required long MemoryBytes { get; init; }
    /// <summary>The shared tier's circuit.</summary>
    public required SharedTierState SharedTier { get; init; }

    /// <summary>Reads answered from either tier.</summary>
    public long Hits => MemoryHits + SharedHits;
    /// <summary>Reads that were answered from a tier or reached the source; those that waited for another's load are not among them.</summary>
    public long Requests => Hits + Misses;
    /// <summary>From 0 to 1; 0 before the first read.</summary>
    public double HitRate => Requests == 0 ? 0 : Hits / (double)Requests;
}

/// <summary>Tells operators how the cache does. Costs reads of the cache nothing.</summary>
public sealed class CacheReport
{
    private readonly CacheStatistics _statistics;
    private readonly MemoryBudget _memory;
    private readonly GuardedSharedTier _shared;

    internal CacheReport(CacheStatistics statistics, MemoryBudget memory, GuardedSharedTier shared) => (_statistics, _memory, _shared) = (statistics, memory, shared);

    /// <summary>The counts as they are now; each is exact, but reads go on between them.</summary>
    public CacheFigures Read()
    {
        var operations = _statistics.Operations.ToList();
        var memoryHits = operations.Sum(static one => one.MemoryHits.Value);
        var (measured, ticks) = (operations.Sum(static one => one.MeasuredReads.Value), operations.Sum(static one => one.MeasuredTicks.Value));
        return new()
        {
            MemoryHits = memoryHits,
            SharedHits = operations.Sum(static one => one.SharedHits.Value),
            Misses = operations.Sum(static one => one.Misses.Value),
            Writes = operations.Sum(static one => one.Writes.Value),
            Invalidations = _statistics.Invalidations.Value,
            MeanLatency = memoryHits + measured == 0 ? TimeSpan.Zero : new(ticks / (memoryHits + measured)),
            MemoryBytes = _memory.Bytes,
            SharedTier = _shared.State,
        };
    }
}
