using System.Text.Json;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>The health check <c>cache-replicas</c>: a master with two replicas behind Sentinels, of which one is lost and comes back.</summary>
[Collection(HttpCollection.Name)]
public sealed class CacheReplicasTests(HttpFixture fixture)
{
    private static readonly Dictionary<string, string> Two = new() { ["Operations:CacheReplicas"] = "2" };

    [Fact]
    public async Task A_lost_replica_degrades_and_readiness_stays()
    {
        var redis = new WatchedServers();
        await redis.InitializeAsync();
        try
        {
            var settings = new Dictionary<string, string>(Two);
            foreach (var (name, value) in redis.Settings("Caching:Redis")) settings[name] = value;
            await using var host = await new CatalogHost(fixture.ConnectionString, settings).ReadyAsync();
            await Eventually.HoldsAsync(async () => (await CheckAsync(host)).Status == "healthy", "both replicas are seen");

            var master = Assert.Single(await redis.MastersAsync());
            var replica = redis.Servers.First(server => server != master);
            await replica.KillAsync();
            await Eventually.HoldsAsync(async () => (await CheckAsync(host)).Status == "degraded", "the loss is seen");
            Assert.Equal($"Replicas are missing: 127.0.0.1:{master.Port} has 1 of 2.", (await CheckAsync(host)).Description);
            Assert.Equal(200, (await host.Api.GetAsync("/health/ready")).Status);

            await redis.Sentinels.StartAgainAsync(replica);
            await Eventually.HoldsAsync(async () => (await CheckAsync(host)).Status == "healthy", "it is back");
        }
        finally
        {
            await redis.DisposeAsync();
        }
    }

    [Fact]
    public async Task Replicas_of_nothing_are_told_and_by_default_nobody_looks()
    {
        await using var host = await new CatalogHost(fixture.ConnectionString, Two).ReadyAsync();
        Assert.Equal(("degraded", "Operations:CacheReplicas is set, but the cache has no Redis."), await CheckAsync(host));
        Assert.DoesNotContain("cache-replicas", (await fixture.Api.GetAsync("/health")).Text, StringComparison.Ordinal);
    }

    private static async Task<(string Status, string Description)> CheckAsync(CatalogHost host)
    {
        var check = (await host.Api.GetAsync("/health")).Json.GetProperty("checks").EnumerateArray().Single(static one => one.GetProperty("name").GetString() == "cache-replicas");
        return (Text(check, "status"), Text(check, "description"));
    }

    private static string Text(JsonElement check, string name) => check.GetProperty(name).GetString()!;
}
