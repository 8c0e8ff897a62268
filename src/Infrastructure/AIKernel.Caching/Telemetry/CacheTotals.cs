using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Telemetry;

/// <summary>All counts of the cache at one moment, or between two.</summary>
internal readonly record struct CacheTotals(long MemoryHits, long SharedHits, long Misses, long Writes, long WrittenBytes, long Evictions, long Errors, long MeasuredReads, long MeasuredTicks)
{
    /// <summary>Reads that were answered from a tier or reached the source.</summary>
    public long Reads => MemoryHits + SharedHits + Misses;

    /// <summary>0 to 1; 0 where nothing was read.</summary>
    public double HitRate => Reads == 0 ? 0 : (MemoryHits + SharedHits) / (double)Reads;

    /// <summary>Of a read. Those from memory take less than the clock would, and count as 0.</summary>
    public TimeSpan MeanLatency => MemoryHits + MeasuredReads == 0 ? TimeSpan.Zero : new(MeasuredTicks / (MemoryHits + MeasuredReads));

    /// <summary>The counts as they are now.</summary>
    public static CacheTotals Read(CacheStatistics statistics, MemoryBudget memory)
    {
        var operations = statistics.Operations.ToList();
        return new(
            Sum(static one => one.MemoryHits.Value), Sum(static one => one.SharedHits.Value), Sum(static one => one.Misses.Value),
            Sum(static one => one.Writes.Value), Sum(static one => one.WrittenBytes.Value), memory.Evictions,
            statistics.SharedTierErrorsByKind.Sum(static pair => pair.Value.Value) + statistics.JournalErrors.Value,
            Sum(static one => one.MeasuredReads.Value), Sum(static one => one.MeasuredTicks.Value));

        long Sum(Func<OperationStatistics, long> count) => operations.Sum(count);
    }

    /// <summary>What was counted since an earlier moment.</summary>
    public CacheTotals Since(CacheTotals earlier) => new(
        MemoryHits - earlier.MemoryHits, SharedHits - earlier.SharedHits, Misses - earlier.Misses, Writes - earlier.Writes, WrittenBytes - earlier.WrittenBytes,
        Evictions - earlier.Evictions, Errors - earlier.Errors, MeasuredReads - earlier.MeasuredReads, MeasuredTicks - earlier.MeasuredTicks);
}
