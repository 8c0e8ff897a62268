using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIKernel.Caching.Tests.Telemetry;

public sealed class CacheHealthCheckTests
{
    [Fact]
    public async Task A_certified_node_with_an_answering_shared_tier_is_healthy()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();

        var result = await CheckAsync(node);

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Equal(true, result.Data["certified"]);
        Assert.Equal("store:1", result.Data["sharedTier"]);
        Assert.Equal("closed", result.Data["circuit"]);
        Assert.Equal("0000000000000001", result.Data["epoch"]);
        Assert.Equal(0.0, result.Data["journalLagSeconds"]);
        Assert.Equal(100UL, result.Data["horizon"]);
    }

    [Fact]
    public async Task A_node_without_a_shared_tier_is_healthy()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(shared: false);

        var result = await CheckAsync(node);

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Equal("none", result.Data["circuit"]);
    }

    [Fact]
    public async Task A_node_that_is_not_certified_is_degraded()
    {
        await using var world = new CacheWorld();
        var node = world.NewNode();

        var result = await CheckAsync(node);

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal(false, result.Data["certified"]);
        Assert.Equal(-1.0, result.Data["journalLagSeconds"]);
        Assert.Contains("journal", result.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_shared_tier_degrades_and_never_fails()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        using var dead = world.Gates.Fail(CallKind.Probe, new IOException("refused"));

        var result = await CheckAsync(node);

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal("unreachable", result.Data["sharedTier"]);
        Assert.IsType<IOException>(result.Exception);
    }

    [Fact]
    public async Task A_silent_shared_tier_degrades_after_its_deadline()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var gate = world.Gates.Close(CallKind.Probe);
        var check = CheckAsync(node);
        await gate.ArrivedAsync();
        await world.Time.SleepingAsync(node.Options.SharedTierDeadline);

        world.Time.Advance(node.Options.SharedTierDeadline);

        var result = await check;
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.IsType<TimeoutException>(result.Exception);
    }

    [Fact]
    public async Task Both_faults_are_told_and_it_is_still_only_degraded()
    {
        await using var world = new CacheWorld();
        var node = world.NewNode();
        using var dead = world.Gates.Fail(CallKind.Probe, new IOException("refused"));

        var result = await CheckAsync(node);

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains("journal", result.Description, StringComparison.Ordinal);
        Assert.Contains("shared tier", result.Description, StringComparison.Ordinal);
    }

    private static Task<HealthCheckResult> CheckAsync(CacheHarness node) =>
        new CacheHealthCheck(node.Follower, node.Guarded, node.Time).CheckHealthAsync(new());
}
