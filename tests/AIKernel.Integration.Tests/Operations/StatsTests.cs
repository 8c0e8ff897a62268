using System.Text.Json;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>The figures of the cache, on a node with a real Redis.</summary>
[Collection(OperatorCollection.Name)]
public sealed class StatsTests(OperatorNodes nodes)
{
    [Fact]
    public async Task Hits_misses_and_sets_are_those_that_happened_and_keys_those_that_redis_has()
    {
        var database = await nodes.CreateDatabaseAsync();
        await using var redis = await nodes.ConnectAsync();
        await redis.GetServers()[0].FlushAllDatabasesAsync();
        await using var first = await nodes.StartNodeAsync(database);
        await using var second = await nodes.StartNodeAsync(database);
        var path = Samples.PathOf(await first.Api.CreateUnkeptAsync());
        var before = await ReadAsync(first);
        for (var read = 0; read < 4; read++) await first.Api.GetAsync(path);
        var after = await ReadAsync(first);
        Assert.Equal((3, 1, 1), (after.Hits - before.Hits, after.Misses - before.Misses, after.Sets - before.Sets));
        Assert.Equal(after.Hits / (double)(after.Hits + after.Misses), after.HitRate, 9);
        Assert.True(after.Deletes >= 1, "The resource was created, and that is in the journal.");
        Assert.True(after.LatencyMs > 0, "The miss took some time.");
        Assert.True(after.MemoryBytes > before.MemoryBytes, "One entry more is in memory.");
        Assert.Equal(await redis.GetServers()[0].DatabaseSizeAsync(), after.Keys);

        // A hit in Redis is a hit.
        var cold = await ReadAsync(second);
        await second.Api.GetAsync(path, ("Catalog-Position", (await first.Api.CreateAsync()).Header("Catalog-Position")!));
        var warm = await ReadAsync(second);
        Assert.Equal((cold.Hits + 1, cold.Misses), (warm.Hits, warm.Misses));
    }

    [Fact]
    public async Task Every_server_is_described_and_no_secret_is_told()
    {
        await using var node = await nodes.StartNodeAsync(await nodes.CreateDatabaseAsync());
        var reply = await node.Api.GetAsync("/stats/redis");
        var server = Assert.Single(reply.Json.GetProperty("servers").EnumerateArray());
        Assert.Equal($"127.0.0.1:{nodes.Redis.Port}", server.GetProperty("endpoint").GetString());
        Assert.True(server.GetProperty("reachable").GetBoolean());
        Assert.Equal("master", server.GetProperty("role").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+$", server.GetProperty("version").GetString());
        foreach (var figure in new[] { "used_memory_bytes", "connected_clients" }) Assert.True(server.GetProperty(figure).GetInt64() > 0, figure);
        foreach (var figure in new[] { "uptime_seconds", "max_memory_bytes", "keys", "evicted_keys", "keyspace_hits", "connected_replicas", "replication_offset" }) Assert.True(server.GetProperty(figure).GetInt64() >= 0, figure);
        Assert.True(reply.Json.GetProperty("process").GetProperty("working_set_bytes").GetInt64() > 10_000_000);
        Assert.DoesNotContain(nodes.Redis.Password, reply.Text, StringComparison.Ordinal);
        Assert.Equal("no-store", reply.Header("Cache-Control"));
    }

    [Fact]
    public async Task Without_redis_there_are_no_servers_and_no_keys_and_health_says_so()
    {
        await using var node = await new CatalogHost(await nodes.CreateDatabaseAsync()).ReadyAsync();
        Assert.Equal(JsonValueKind.Null, (await node.Api.GetAsync("/stats")).Json.GetProperty("l2_size_keys").ValueKind);
        Assert.Empty((await node.Api.GetAsync("/stats/redis")).Json.GetProperty("servers").EnumerateArray());
        var health = (await node.Api.GetAsync("/health/cache")).Json;
        Assert.Equal(("healthy", false, false, "none"), HealthOf(health));
        Assert.Equal(["hitRate", "avgResponseTime", "requests", "hits", "misses"], health.GetProperty("metrics").EnumerateObject().Select(static one => one.Name));
    }

    [Fact]
    public async Task While_redis_is_away_its_keys_are_unknown_and_health_is_degraded_and_then_well_again()
    {
        await using var own = await LocalServers.RedisServer.StartTemporaryAsync();
        await using var node = await nodes.StartNodeAsync(await nodes.CreateDatabaseAsync(), ("Caching:Redis:ConnectionString", own.ConnectionString), ("Caching:SharedTier:DeadlineMilliseconds", "2000"));
        var path = Samples.PathOf(await node.Api.CreateAsync());
        for (var read = 0; read < 4; read++) await node.Api.GetAsync(path);
        var health = (await node.Api.GetAsync("/health/cache")).Json;
        Assert.Equal(("healthy", true, true, "closed"), HealthOf(health));
        var metrics = health.GetProperty("metrics");
        Assert.Equal(100.0 * metrics.GetProperty("hits").GetInt64() / metrics.GetProperty("requests").GetInt64(), metrics.GetProperty("hitRate").GetDouble(), 6);

        await own.StopAsync();
        await Eventually.HoldsAsync(async () => (await node.Api.GetAsync("/health/cache")).Json is var now && HealthOf(now) is ("degraded", true, false, _), "the loss is told");
        Assert.Equal(JsonValueKind.Null, (await node.Api.GetAsync("/stats")).Json.GetProperty("l2_size_keys").ValueKind);
        var server = Assert.Single((await node.Api.GetAsync("/stats/redis")).Json.GetProperty("servers").EnumerateArray());
        Assert.False(server.GetProperty("reachable").GetBoolean());

        await own.StartAgainAsync();
        await Eventually.HoldsAsync(async () => HealthOf((await node.Api.GetAsync("/health/cache")).Json) is ("healthy", true, true, "closed"), "it is well again");
    }

    private static (string?, bool, bool, string?) HealthOf(JsonElement health) =>
        (health.GetProperty("status").GetString(), health.GetProperty("enabled").GetBoolean(), health.GetProperty("connected").GetBoolean(), health.GetProperty("circuitBreaker").GetString());

    private static async Task<Figures> ReadAsync(CatalogHost node)
    {
        var stats = (await node.Api.GetAsync("/stats")).Json;
        return new(Number("hits"), Number("misses"), Number("sets"), Number("deletes"), stats.GetProperty("hit_rate").GetDouble(), stats.GetProperty("avg_latency_ms").GetDouble(), Number("l1_size_bytes"), Number("l2_size_keys"));

        long Number(string name) => stats.GetProperty(name).GetInt64();
    }

    private sealed record Figures(long Hits, long Misses, long Sets, long Deletes, double HitRate, double LatencyMs, long MemoryBytes, long Keys);
}
