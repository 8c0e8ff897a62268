using System.ComponentModel.DataAnnotations;
using AIKernel.Caching.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Telemetry;

/// <summary>Writes a summary of the cache's metrics to the log.</summary>
public sealed record MetricsConfiguration
{
    /// <summary>Whether summaries are written.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>How often, in seconds.</summary>
    [Range(1, 86_400)]
    public int PublishIntervalSeconds { get; set; } = 60;
    /// <summary>Whether each operation gets a line of its own beside the total.</summary>
    public bool EnableDetailedMetrics { get; set; } = true;
}

/// <summary>
/// Publishes to log and event source at every interval and once more at shutdown, and has the alerts judge each interval.
/// A failure is logged and the next interval tries again.
/// </summary>
internal sealed class CacheMetricsPublisher(MetricsConfiguration configuration, CacheStatistics statistics, MemoryBudget memory, CacheAlerts alerts, TimeProvider time, ILogger<CacheMetricsPublisher> log) : BackgroundService
{
    private CacheTotals _judged;
    private long _judgedAt = time.GetTimestamp();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!configuration.Enabled && !alerts.Enabled) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(configuration.PublishIntervalSeconds), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Try(Publish);
                Try(Judge);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Try(Publish);
        }
    }

    private void Judge()
    {
        var (totals, now) = (CacheTotals.Read(statistics, memory), time.GetTimestamp());
        alerts.Judge(totals.Since(_judged), time.GetElapsedTime(_judgedAt, now));
        (_judged, _judgedAt) = (totals, now);
    }

    private void Publish()
    {
        if (!configuration.Enabled) return;
        var totals = CacheTotals.Read(statistics, memory);
        CacheEventSource.Log.Metrics(totals);
        CacheLog.Summary(log, totals.HitRate, totals.MemoryHits, totals.SharedHits, totals.Misses, totals.Writes, totals.WrittenBytes, totals.Evictions, totals.Errors);
        if (!configuration.EnableDetailedMetrics) return;
        foreach (var one in statistics.Operations.OrderBy(static one => one.Operation, StringComparer.Ordinal))
            CacheLog.OperationSummary(log, one.Operation, one.MemoryHits.Value, one.SharedHits.Value, one.Misses.Value, one.Writes.Value, one.WrittenBytes.Value);
    }

    private void Try(Action publish)
    {
        try
        {
            publish();
        }
        catch (Exception exception)
        {
            CacheLog.SummaryFailed(log, exception);
        }
    }
}
