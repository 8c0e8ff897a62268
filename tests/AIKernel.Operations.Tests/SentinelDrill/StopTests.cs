namespace AIKernel.Operations.Tests.SentinelDrill;

/// <summary>Pods that are told to stop, by the commands that the manifest has for it, or are killed.</summary>
public sealed class StopTests
{
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
