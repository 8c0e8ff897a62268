using System.Diagnostics.Tracing;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// The event source <c>AIKernel-Caching</c>, for dotnet-trace, dotnet-counters and listeners in the process: its figures
/// whenever they are published, and each fault. The same fields as in the log. Without a listener an event costs one look.
/// </summary>
[EventSource(Name = SourceName)]
internal sealed class CacheEventSource : EventSource
{
    public const string SourceName = "AIKernel-Caching";
    public const int MetricsId = 1, ErrorId = 2;

    private CacheEventSource() { }

    public static CacheEventSource Log { get; } = new();

    [NonEvent]
    public void Metrics(in CacheTotals totals)
    {
        if (IsEnabled())
            Metrics(totals.HitRate, totals.MemoryHits, totals.SharedHits, totals.Misses, totals.Writes, totals.WrittenBytes, totals.Evictions, totals.Errors, totals.MeanLatency.TotalMilliseconds);
    }

    [NonEvent]
    public void Error(string tier, string operation, Exception fault)
    {
        if (IsEnabled()) Error(tier, operation, fault.GetType().Name);
    }

    /// <summary>The counts since the process started.</summary>
    [Event(MetricsId, Level = EventLevel.Informational)]
    private void Metrics(double hitRate, long memoryHits, long sharedHits, long misses, long writes, long writtenBytes, long evictions, long errors, double meanLatencyMilliseconds) =>
        WriteEvent(MetricsId, hitRate, memoryHits, sharedHits, misses, writes, writtenBytes, evictions, errors, meanLatencyMilliseconds);

    /// <summary>A fault that no request failed of. Its kind only: messages of clients hold keys and addresses.</summary>
    [Event(ErrorId, Level = EventLevel.Warning)]
    private void Error(string tier, string operation, string fault) => WriteEvent(ErrorId, tier, operation, fault);
}
