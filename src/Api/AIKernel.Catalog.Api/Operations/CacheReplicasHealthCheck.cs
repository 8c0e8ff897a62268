using System.Globalization;
using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>
/// Whether each master of the cache's Redis has the replicas that <c>Operations:CacheReplicas</c> asks for. Never worse than
/// degraded: what is in danger is the next failover, and no answer.
/// </summary>
internal sealed class CacheReplicasHealthCheck(IOptions<OperationsConfiguration> operations, IServiceProvider services) : IHealthCheck
{
    private const string Name = "cache-replicas";

    /// <summary>Adds the check where replicas are asked for.</summary>
    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        // What is no number is a fault of the settings, and told as such.
        var wanted = configuration[$"{OperationsConfiguration.SectionName}:{nameof(OperationsConfiguration.CacheReplicas)}"];
        if (int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            services.AddHealthChecks().AddCheck<CacheReplicasHealthCheck>(Name, HealthStatus.Degraded, ["cache"]);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (services.GetService<CacheRedis>() is not { } redis) return HealthCheckResult.Degraded("Operations:CacheReplicas is set, but the cache has no Redis.");
        var servers = await redis.DescribeAsync(cancellationToken);
        var masters = servers.Where(static server => server.Role == "master").ToList();
        var lacking = masters.FindAll(master => master.ConnectedReplicas < operations.Value.CacheReplicas);
        var data = servers.ToDictionary(static server => server.Endpoint, static server => (object)(server switch
        {
            { Reachable: false } => "unreachable",
            { Role: "master" } => $"master with {server.ConnectedReplicas} replicas",
            _ => $"replica, link {server.MasterLinkStatus}",
        }));
        if (masters.Count == 0) return HealthCheckResult.Degraded("No master answers.", data: data);
        return lacking.Count == 0
            ? HealthCheckResult.Healthy("Every master has its replicas.", data)
            : HealthCheckResult.Degraded($"Replicas are missing: {string.Join(", ", lacking.Select(master => $"{master.Endpoint} has {master.ConnectedReplicas} of {operations.Value.CacheReplicas}"))}.", data: data);
    }
}
