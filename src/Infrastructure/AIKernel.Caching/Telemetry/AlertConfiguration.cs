using System.ComponentModel.DataAnnotations;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// When the log and a counter say that the cache does badly, and when that it does well again. Judged over each interval
/// of the metrics publisher; between the two thresholds of an alert nothing changes.
/// </summary>
public sealed record AlertConfiguration : IValidatableObject
{
    /// <summary>Whether anything is judged.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>Below this part of reads answered from the cache, 0 to 1, the alert <c>hit-rate</c> is raised.</summary>
    [Range(0.0, 1.0)]
    public double HitRateBelow { get; set; } = 0.6;
    /// <summary>At this part it is cleared; not below <see cref="HitRateBelow"/>.</summary>
    [Range(0.0, 1.0)]
    public double HitRateClearedAt { get; set; } = 0.65;
    /// <summary>Above this mean time of a read the alert <c>latency</c> is raised. Hits in memory count as 0.</summary>
    [Range(0.001, 60_000.0)]
    public double LatencyAboveMilliseconds { get; set; } = 10;
    /// <summary>At this mean time it is cleared; not above <see cref="LatencyAboveMilliseconds"/>.</summary>
    [Range(0.0, 60_000.0)]
    public double LatencyClearedAtMilliseconds { get; set; } = 8;
    /// <summary>Intervals with fewer reads a second say nothing and change nothing.</summary>
    [Range(0.0, 1_000_000.0)]
    public double MinimumReadsPerSecond { get; set; } = 1;

    /// <summary>What is wrong between two settings: a threshold to clear that lies on the wrong side of the one to raise.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HitRateClearedAt < HitRateBelow)
            yield return new(FormattableString.Invariant($"is {HitRateClearedAt}; it must not be below HitRateBelow, {HitRateBelow}."), [nameof(HitRateClearedAt)]);
        if (LatencyClearedAtMilliseconds > LatencyAboveMilliseconds)
            yield return new(FormattableString.Invariant($"is {LatencyClearedAtMilliseconds}; it must not be above LatencyAboveMilliseconds, {LatencyAboveMilliseconds}."), [nameof(LatencyClearedAtMilliseconds)]);
    }
}
