using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.SentinelDrill;

/// <summary>The probes, by the commands that the manifest has for them.</summary>
public sealed class ProbeTests
{
    [Fact]
    public async Task A_replica_without_its_master_is_alive_and_not_ready()
    {
        await using var pods = await SentinelPods.StartAsync();
        var replica = pods.All[1];
        replica.Host.Connect(false);
        await pods.UntilAsync(async () => !await replica.ProbeAsync("redis", "readinessProbe"), "the replica has noticed");
        Assert.True(await replica.ProbeAsync("redis", "livenessProbe"));
        Assert.True(await replica.ProbeAsync("redis", "startupProbe"));
        replica.Host.Connect(true);
        await pods.ReadyAsync();
    }

    [Fact]
    public async Task A_sentinel_without_the_others_is_alive_and_not_ready()
    {
        await using var pods = await SentinelPods.StartAsync();
        Assert.True(await pods.All[2].ProbeAsync("sentinel", "readinessProbe"));
        await pods.All[0].KillAsync();
        await pods.All[1].KillAsync();
        await pods.UntilAsync(async () => !await pods.All[2].ProbeAsync("sentinel", "readinessProbe"), "the sentinel misses the others");
        Assert.True(await pods.All[2].ProbeAsync("sentinel", "livenessProbe"));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("sentinel")]
    public async Task A_server_that_hangs_is_not_alive(string container)
    {
        await using var pods = await SentinelPods.StartAsync();
        var pod = pods.All[2];
        Signal.Stop.Send(pod.ProcessOf(container).Id);
        Assert.False(await pod.ProbeAsync(container, "livenessProbe"));
        Assert.False(await pod.ProbeAsync(container, "readinessProbe"));
        Signal.Continue.Send(pod.ProcessOf(container).Id);
        await pods.UntilAsync(() => pod.ProbeAsync(container, "livenessProbe"), "it answers again");
    }
}
