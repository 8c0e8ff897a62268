using System.Globalization;
using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// Whether the Redis that holds sessions, keys and limits answers and keeps what it is given. Never worse than degraded:
/// the catalog does not need it.
/// </summary>
internal sealed class StateHealthCheck(StateRedis redis, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object> { ["isCacheRedis"] = redis.IsCacheRedis };
        try
        {
            foreach (var server in redis.Database.Multiplexer.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }))
            {
                var memory = Parse((string?)await server.ExecuteAsync("INFO", "memory").WaitAsync(Patience, time, cancellationToken));
                var limit = long.Parse(memory.GetValueOrDefault("maxmemory", "0"), CultureInfo.InvariantCulture);
                var policy = memory.GetValueOrDefault("maxmemory_policy", "noeviction");
                (data["maxmemory"], data["maxmemoryPolicy"]) = (limit, policy);
                if (limit > 0 && policy != "noeviction") return HealthCheckResult.Degraded(Evicts(limit, policy), data: data);
            }
            return data.ContainsKey("maxmemory")
                ? HealthCheckResult.Healthy("The Redis that holds state keeps what it is given.", data)
                : Unreachable(null, data);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or IOException or ObjectDisposedException)
        {
            return Unreachable(fault, data);
        }
    }

    private string Evicts(long limit, string policy) =>
        $"{(redis.IsCacheRedis ? "Sessions, keys and limits are in the cache's Redis, which" : "The Redis that holds sessions, keys and limits")} evicts what it holds when it is full "
        + $"(maxmemory {limit}, maxmemory-policy {policy}): people are logged out then. "
        + (redis.IsCacheRedis ? "Set State:Redis to a Redis of its own with maxmemory-policy noeviction." : "Set maxmemory-policy noeviction there.");

    private static HealthCheckResult Unreachable(Exception? fault, Dictionary<string, object> data) => HealthCheckResult.Degraded(
        "The Redis that holds state does not answer: sessions cannot be read, and each process keeps limits for itself.", fault, data);

    private static Dictionary<string, string> Parse(string? info) => (info ?? "").Split('\n')
        .Select(static line => line.Trim().Split(':', 2)).Where(static pair => pair.Length == 2)
        .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
}
