using AIKernel.Caching.Redis.State;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;
using AIKernel.Catalog.Api.Contract;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIKernel.Catalog.Api.Operations.Stats;

/// <summary>Figures of the cache, for people and for dashboards that do not read Prometheus.</summary>
internal static class StatsEndpoints
{
    public static void MapStats(this RouteGroupBuilder operations)
    {
        operations.MapGet("/stats", GetAsync).Named("stats", "The cache's figures since the process started")
            .Answers(200, "The figures of this node.", "Stats", headers: "Cache-Control");
        operations.MapGet("/stats/redis", GetRedisAsync).Named("redisStats", "What the cache's Redis servers say of themselves")
            .Answers(200, "One entry for each server; none where no Redis is configured or none was reached yet.", "RedisStats", headers: "Cache-Control");
        operations.MapGet("/health/cache", GetHealthAsync).Named("cacheHealth", "How the cache stands")
            .Answers(200, "How it stands. Without its cache the catalog still answers, so this is never a failure.", "CacheHealth", headers: "Cache-Control");
    }

    private static async Task<OperatorAnswer> GetAsync(CacheReport report, [FromServices] CacheRedis? redis, CancellationToken cancellationToken)
    {
        var keys = redis is null ? null : await redis.CountKeysAsync(cancellationToken);
        var figures = report.Read();
        return OperatorAnswer.Of(
            new(figures.Hits, figures.Misses, figures.Writes, figures.Invalidations, figures.HitRate, figures.MeanLatency.TotalMilliseconds, figures.MemoryBytes, keys),
            OperationsJson.Instance.StatsAnswer);
    }

    private static async Task<OperatorAnswer> GetRedisAsync(CacheReport report, [FromServices] CacheRedis? redis, CancellationToken cancellationToken)
    {
        var servers = redis is null ? [] : await redis.DescribeAsync(cancellationToken);
        var figures = report.Read();
        return OperatorAnswer.Of(new(servers, ProcessMemory.Now(), figures.MemoryBytes, figures.HitRate), OperationsJson.Instance.RedisStatsAnswer);
    }

    private static async Task<OperatorAnswer> GetHealthAsync(HealthCheckService checks, CacheReport report, CancellationToken cancellationToken)
    {
        var health = await checks.CheckHealthAsync(static check => check.Name == "cache", cancellationToken);
        var figures = report.Read();
        var connected = health.Entries.Values.Any(static entry => entry.Data.TryGetValue("sharedTier", out var where) && where is not "unreachable");
        var metrics = new CacheHealthMetrics(100 * figures.HitRate, figures.MeanLatency.TotalMilliseconds, figures.Requests, figures.Hits, figures.Misses);
        return OperatorAnswer.Of(
            new(health.Status == HealthStatus.Healthy ? "healthy" : "degraded", figures.SharedTier != SharedTierState.None, connected, NameOf(figures.SharedTier), metrics),
            CacheHealthJson.Default.CacheHealthAnswer);
    }

    private static string NameOf(SharedTierState circuit) => circuit switch
    {
        SharedTierState.Closed => "closed",
        SharedTierState.HalfOpen => "half-open",
        SharedTierState.Open => "open",
        _ => "none",
    };
}
