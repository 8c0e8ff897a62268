using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.SentinelDrill;

/// <summary>The probes and the pre-stop command, by the commands that the manifest has for them.</summary>
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

    [Fact]
    public async Task A_master_that_is_told_to_stop_hands_over_first()
    {
        await using var pods = await SentinelPods.StartAsync();
        var master = Assert.Single(await pods.MastersAsync());
        var preStop = await master.ExecAsync("redis", ["sh", "/srv/redis/scripts/pre-stop.sh"]);
        Assert.Equal(0, preStop.ExitCode);
        Assert.DoesNotContain("Nobody", preStop.Errors, StringComparison.Ordinal);
        Assert.StartsWith("slave", await master.AskAsync("probe", SentinelPods.RedisPort, "role"), StringComparison.Ordinal);
        Assert.NotEqual(master, Assert.Single(await pods.MastersAsync()));
    }

    [Fact]
    public async Task A_replica_that_is_told_to_stop_changes_nothing()
    {
        await using var pods = await SentinelPods.StartAsync();
        var master = Assert.Single(await pods.MastersAsync());
        Assert.Equal(0, (await pods.All.First(pod => pod != master).ExecAsync("redis", ["sh", "/srv/redis/scripts/pre-stop.sh"])).ExitCode);
        Assert.Equal(master, Assert.Single(await pods.MastersAsync()));
    }

    /// <summary>As a rolling update does it: the last pod first, the next one when the last is ready.</summary>
    [Fact]
    public async Task A_rolling_restart_keeps_what_was_written_before_and_during_it()
    {
        await using var pods = await SentinelPods.StartAsync();
        for (var at = pods.All.Count - 1; at >= 0; at--)
        {
            var master = Assert.Single(await pods.MastersAsync());
            Assert.Equal("OK", await master.AskAsync("app", SentinelPods.RedisPort, "set", $"aikernel_:{at}", "kept"));
            Assert.Equal("2", await master.AskAsync("app", SentinelPods.RedisPort, "wait", "2", "0"));
            await pods.All[at].StopAsync();
            await pods.StartAsync(pods.All[at]);
            await pods.ReadyAsync();
        }
        var last = Assert.Single(await pods.MastersAsync());
        for (var at = 0; at < pods.All.Count; at++) Assert.Equal("kept", await last.AskAsync("app", SentinelPods.RedisPort, "get", $"aikernel_:{at}"));
    }

    [Fact]
    public async Task A_master_that_is_killed_is_replaced()
    {
        await using var pods = await SentinelPods.StartAsync();
        await Assert.Single(await pods.MastersAsync()).KillAsync();
        await pods.UntilAsync(async () => (await pods.MastersAsync()).Count == 1, "a new master");
        var master = Assert.Single(await pods.MastersAsync());
        await pods.UntilAsync(async () => await master.AskAsync("app", SentinelPods.RedisPort, "set", "aikernel_:after", "1") == "OK", "it takes writes, the other replica being its own now");
    }
}
