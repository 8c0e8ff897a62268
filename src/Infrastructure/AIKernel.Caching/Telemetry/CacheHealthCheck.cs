using AIKernel.Caching.Journal;
using AIKernel.Caching.Sharing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// How the cache stands: whether the node may serve from it, and whether the shared tier answers a write, a read
/// and a delete in time. Never worse than degraded: without the cache the catalog still answers, only slower.
/// </summary>
internal sealed class CacheHealthCheck(IJournalView journal, GuardedSharedTier shared, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = journal.Status;
        var data = new Dictionary<string, object>
        {
            ["certified"] = status.Certified,
            ["journalLagSeconds"] = status.Lag?.TotalSeconds ?? -1,
            ["epoch"] = status.Epoch.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            ["horizon"] = status.Horizon,
            ["circuit"] = shared.State.ToString().ToLowerInvariant(),
        };
        var fault = status.Certified ? null : "The journal cannot be read: nothing is served from the cache.";
        var exception = shared.State == SharedTierState.None ? null : await ProbeAsync(data);
        if (exception is not null) fault = $"{fault} The shared tier does not answer.".Trim();
        return fault is null ? HealthCheckResult.Healthy("Serving from both tiers.", data) : HealthCheckResult.Degraded(fault, exception, data);
    }

    private async Task<Exception?> ProbeAsync(Dictionary<string, object> data)
    {
        var started = time.GetTimestamp();
        try
        {
            data["sharedTier"] = await shared.ProbeAsync();
            data["sharedTierMilliseconds"] = time.GetElapsedTime(started).TotalMilliseconds;
            return null;
        }
        catch (Exception exception)
        {
            data["sharedTier"] = "unreachable";
            return exception;
        }
    }
}
