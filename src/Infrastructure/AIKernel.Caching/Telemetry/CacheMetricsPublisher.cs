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
    public int PublishIntervalSeconds { get; set; } = 60;
    /// <summary>Whether each operation gets a line of its own beside the total.</summary>
    public bool EnableDetailedMetrics { get; set; } = true;
}

/// <summary>Publishes at every interval and once more at shutdown; a failure is logged and the next interval tries again.</summary>
internal sealed class CacheMetricsPublisher(MetricsConfiguration configuration, CacheStatistics statistics, MemoryBudget memory, TimeProvider time, ILogger<CacheMetricsPublisher> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!configuration.Enabled) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(configuration.PublishIntervalSeconds), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Publish();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Publish();
        }
    }

    private void Publish()
    {
        try
        {
            var operations = statistics.Operations.OrderBy(static one => one.Operation, StringComparer.Ordinal).ToList();
            var (hits, shared, misses) = (operations.Sum(static one => one.MemoryHits.Value), operations.Sum(static one => one.SharedHits.Value), operations.Sum(static one => one.Misses.Value));
            var reads = hits + shared + misses;
            CacheLog.Summary(log, reads == 0 ? 0 : (hits + shared) / (double)reads, hits, shared, misses,
                operations.Sum(static one => one.Writes.Value), operations.Sum(static one => one.WrittenBytes.Value), memory.Evictions,
                statistics.SharedTierErrorsByKind.Sum(static pair => pair.Value.Value) + statistics.JournalErrors.Value);
            if (!configuration.EnableDetailedMetrics) return;
            foreach (var one in operations)
                CacheLog.OperationSummary(log, one.Operation, one.MemoryHits.Value, one.SharedHits.Value, one.Misses.Value, one.Writes.Value, one.WrittenBytes.Value);
        }
        catch (Exception exception)
        {
            CacheLog.SummaryFailed(log, exception);
        }
    }
}
