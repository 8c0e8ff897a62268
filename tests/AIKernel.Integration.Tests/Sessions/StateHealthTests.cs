using System.Text.Json;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>The health check <c>state</c>: whether what the nodes keep together can be kept.</summary>
public sealed class StateHealthTests(StateServers servers) : IClassFixture<StateServers>
{
    [Fact]
    public async Task A_Redis_that_never_evicts_is_healthy()
    {
        await using var node = await servers.StartNodeAsync();
        var check = State(await node.Api.GetAsync("/health"));
        Assert.Equal(("healthy", false, "noeviction"), (Text(check, "status"), Data(check, "isCacheRedis").GetBoolean(), Data(check, "maxmemoryPolicy").GetString()));
    }

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("volatile-ttl")]
    public async Task A_Redis_that_may_evict_is_degraded_and_says_what_to_do(string policy)
    {
        await using var redis = await StateServers.StartRedisAsync($"maxmemory-policy {policy}");
        await using var node = await servers.StartNodeAsync(("State:Redis:ConnectionString", redis.ConnectionString));
        var health = await node.Api.GetAsync("/health");
        var check = State(health);
        Assert.Equal((200, "degraded"), (health.Status, Text(check, "status")));
        Assert.Contains($"maxmemory-policy {policy}", Text(check, "description"), StringComparison.Ordinal);
        Assert.Contains("Set maxmemory-policy noeviction there.", Text(check, "description"), StringComparison.Ordinal);
        Assert.Equal(200, (await node.Api.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task Without_a_Redis_of_its_own_state_is_in_the_cache_s_which_evicts_and_is_told_so()
    {
        await using var node = await servers.StartNodeAsync(("State:Redis:ConnectionString", ""));
        var browser = new Browser(node.Api);
        await browser.ReadAsync("/test/login?value=ann");
        Assert.Equal("ann catalog:read", await browser.ReadAsync("/test/me"));

        var check = State(await node.Api.GetAsync("/health"));
        Assert.Equal(("degraded", true), (Text(check, "status"), Data(check, "isCacheRedis").GetBoolean()));
        Assert.Contains("Set State:Redis to a Redis of its own", Text(check, "description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_without_a_limit_evicts_nothing()
    {
        await using var redis = await StateServers.StartRedisAsync("maxmemory 0");
        await using var node = await servers.StartNodeAsync(("State:Redis:ConnectionString", redis.ConnectionString));
        Assert.Equal("healthy", Text(State(await node.Api.GetAsync("/health")), "status"));
    }

    [Fact]
    public async Task A_Redis_that_is_gone_is_degraded_and_healthy_again_when_it_is_back()
    {
        await using var redis = await StateServers.StartRedisAsync("maxmemory-policy noeviction");
        await using var node = await servers.StartNodeAsync(("State:Redis:ConnectionString", redis.ConnectionString));
        await redis.KillAsync();
        await Eventually.HoldsAsync(async () => Text(State(await node.Api.GetAsync("/health")), "status") == "degraded", "the check is degraded");
        Assert.Equal(200, (await node.Api.GetAsync("/health/ready")).Status);
        await redis.StartAgainAsync();
        await Eventually.HoldsAsync(async () => Text(State(await node.Api.GetAsync("/health")), "status") == "healthy", "the check is healthy");
    }

    private static JsonElement State(Reply health) =>
        health.Json.GetProperty("checks").EnumerateArray().Single(static check => check.GetProperty("name").GetString() == "state");

    private static string Text(JsonElement check, string name) => check.GetProperty(name).GetString()!;

    private static JsonElement Data(JsonElement check, string name) => check.GetProperty("data").GetProperty(name);
}
