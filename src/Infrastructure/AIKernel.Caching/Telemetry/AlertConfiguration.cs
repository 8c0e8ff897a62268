namespace AIKernel.Caching.Telemetry;

/// <summary>
/// When the log and a counter say that the cache does badly, and when that it does well again. Judged over each interval
/// of the metrics publisher; between the two thresholds of an alert nothing changes.
/// </summary>
public sealed record AlertConfiguration
{
    /// <summary>Whether anything is judged.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>Below this part of reads answered from the cache, 0 to 1, the alert <c>hit-rate</c> is raised.</summary>
    public double HitRateBelow { get; set; } = 0.6;
    /// <summary>At this part it is cleared; not below <see cref="HitRateBelow"/>.</summary>
    public double HitRateClearedAt { get; set; } = 0.65;
    /// <summary>Above this mean time of a read the alert <c>latency</c> is raised. Hits in memory count as 0.</summary>
    public double LatencyAboveMilliseconds { get; set; } = 10;
    /// <summary>At this mean time it is cleared; not above <see cref="LatencyAboveMilliseconds"/>.</summary>
    public double LatencyClearedAtMilliseconds { get; set; } = 8;
    /// <summary>Intervals with fewer reads a second say nothing and change nothing.</summary>
    public double MinimumReadsPerSecond { get; set; } = 1;

    /// <summary>What is wrong, each beginning with its setting; none when it can be followed.</summary>
    public IEnumerable<string> FindFaults()
    {
        if (!(HitRateBelow is >= 0 and <= 1)) yield return FormattableString.Invariant($"HitRateBelow is {HitRateBelow}; it must be 0 to 1.");
        if (!(HitRateClearedAt >= HitRateBelow && HitRateClearedAt <= 1)) yield return FormattableString.Invariant($"HitRateClearedAt is {HitRateClearedAt}; it must be {HitRateBelow} (HitRateBelow) to 1.");
        if (!(LatencyAboveMilliseconds is > 0 and <= 60_000)) yield return FormattableString.Invariant($"LatencyAboveMilliseconds is {LatencyAboveMilliseconds}; it must be above 0 and at most 60000.");
        if (!(LatencyClearedAtMilliseconds >= 0 && LatencyClearedAtMilliseconds <= LatencyAboveMilliseconds)) yield return FormattableString.Invariant($"LatencyClearedAtMilliseconds is {LatencyClearedAtMilliseconds}; it must be 0 to {LatencyAboveMilliseconds} (LatencyAboveMilliseconds).");
        if (!(MinimumReadsPerSecond is >= 0 and <= 1_000_000)) yield return FormattableString.Invariant($"MinimumReadsPerSecond is {MinimumReadsPerSecond}; it must be 0 to 1000000.");
    }
}
