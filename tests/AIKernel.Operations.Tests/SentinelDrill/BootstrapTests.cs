using AIKernel.Operations.Tests.Pods;

namespace AIKernel.Operations.Tests.SentinelDrill;

/// <summary>Which pod is master, by the shipped script: with nothing remembered, all at once, with old memories, without a volume.</summary>
public sealed class BootstrapTests
{
    [Fact]
    public async Task On_empty_volumes_pod_0_is_master_and_the_others_follow_it()
    {
        await using var pods = await SentinelPods.StartAsync();
        Assert.Equal("redis-0", Assert.Single(await pods.MastersAsync()).Name);
        foreach (var pod in pods.All.Skip(1))
            Assert.StartsWith("slave\nredis-0.redis\n6379\nconnected", await pod.AskAsync("probe", SentinelPods.RedisPort, "role"), StringComparison.Ordinal);
        foreach (var pod in pods.All) Assert.Equal("redis-0.redis\n6379", await SentinelPods.MasterAccordingToAsync(pod));
    }

    /// <summary>It slept through the failover and would be master again, were its own memory what counts.</summary>
    [Fact]
    public async Task A_former_master_that_comes_back_follows_the_new_one()
    {
        await using var pods = await SentinelPods.StartAsync();
        var former = pods.All[0];
        await former.KillAsync();
        await pods.UntilAsync(async () => (await pods.MastersAsync()).Count == 1, "a new master");
        File.Delete(former.LogOf("redis"));
        await pods.StartAsync(former);
        await pods.ReadyAsync();
        Assert.DoesNotContain(former, await pods.MastersAsync());
        Assert.False(SentinelPods.WasMaster(former), pods.Logs());
    }

    /// <summary>One of the three remembers a master from before the last failover, and all of them start at once.</summary>
    [Fact]
    public async Task A_sentinel_that_slept_through_a_failover_is_outvoted_at_a_cold_restart()
    {
        await using var pods = await SentinelPods.StartAsync();
        var former = pods.All[0];
        await former.KillAsync();
        await pods.UntilAsync(async () => (await pods.MastersAsync()).Count == 1, "a new master");
        var master = Assert.Single(await pods.MastersAsync());
        await pods.UntilAsync(async () => (await Task.WhenAll(pods.All.Skip(1).Select(SentinelPods.MasterAccordingToAsync))).All(named => named == $"{master.HostName}\n6379"), "the others name it");
        await pods.KillAllAsync();
        foreach (var pod in pods.All) File.Delete(pod.LogOf("redis"));
        await pods.StartAllAsync();
        await pods.ReadyAsync();
        Assert.Equal(master.Name, Assert.Single(await pods.MastersAsync()).Name);
        Assert.Equal(master.Name, Assert.Single(pods.All, SentinelPods.WasMaster).Name);
    }

    /// <summary>Power fails while a failover is under way: who was to be master is then a matter of who had heard of it.</summary>
    [Fact]
    public async Task All_pods_that_die_in_the_middle_of_a_failover_come_back_with_one_master()
    {
        await using var pods = await SentinelPods.StartAsync();
        await pods.All[0].KillAsync();
        await pods.UntilAsync(async () => (await pods.MastersAsync()).Count == 1, "a new master");
        await pods.KillAllAsync();
        await pods.StartAllAsync();
        await pods.UntilAsync(async () => await pods.MastersAsync() is [var one] && (await Task.WhenAll(pods.All.Select(SentinelPods.MasterAccordingToAsync))).All(named => named == $"{one.HostName}\n6379"), "one master, and all sentinels name it");
        await pods.ReadyAsync();
        Assert.Single(await pods.MastersAsync());
    }

    [Fact]
    public async Task Pod_0_without_its_volume_follows_the_master_that_the_others_remember()
    {
        await using var pods = await SentinelPods.StartAsync();
        var master = await pods.MoveMasterAsync(avoid: pods.All[0]);
        Assert.Equal("OK", await master.AskAsync("app", SentinelPods.RedisPort, "set", "aikernel_:kept", "yes"));
        await pods.UntilAsync(async () => await pods.All[0].AskAsync("app", SentinelPods.RedisPort, "get", "aikernel_:kept") == "yes", "the value is copied");
        await pods.KillAllAsync();
        Directory.Delete(pods.All[0].Data, recursive: true);
        await pods.StartAllAsync();
        await pods.ReadyAsync();
        Assert.Equal(master.Name, Assert.Single(await pods.MastersAsync()).Name);
        Assert.Equal("yes", await master.AskAsync("app", SentinelPods.RedisPort, "get", "aikernel_:kept"));
    }

    /// <summary>Not the pod but its container starts again: nothing of it may be decided by what it was.</summary>
    [Fact]
    public async Task A_master_whose_container_starts_again_after_a_failover_follows_the_new_one()
    {
        await using var pods = await SentinelPods.StartAsync();
        var former = pods.All[0];
        await former.KillContainerAsync("redis");
        await pods.UntilAsync(async () => (await pods.MastersAsync()).Any(one => one != former), "a new master");
        File.Delete(former.LogOf("redis"));
        await former.StartContainerAsync("redis");
        await pods.ReadyAsync();
        Assert.DoesNotContain(former, await pods.MastersAsync());
        Assert.False(SentinelPods.WasMaster(former), pods.Logs());
    }

    /// <summary>What sentinels have written down holds old passwords; nothing of it may be used.</summary>
    [Fact]
    public async Task With_new_passwords_all_pods_come_back_as_they_were()
    {
        await using var pods = await SentinelPods.StartAsync();
        var master = await pods.MoveMasterAsync();
        Assert.Equal("OK", await master.AskAsync("app", SentinelPods.RedisPort, "set", "aikernel_:kept", "yes"));
        Assert.Equal("2", await master.AskAsync("app", SentinelPods.RedisPort, "wait", "2", "0"));
        await pods.KillAllAsync();
        var secret = pods.Objects.Generated("Secret", "catalog-secrets")["data"]!.AsObject();
        foreach (var name in secret.Select(static pair => pair.Key).Where(static name => name.EndsWith("_PASSWORD", StringComparison.Ordinal)).ToList())
            secret[name] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"new-{Guid.NewGuid():N}"));
        await pods.StartAllAsync();
        await pods.ReadyAsync();
        Assert.Equal(master.Name, Assert.Single(await pods.MastersAsync()).Name);
        Assert.Equal("yes", await master.AskAsync("app", SentinelPods.RedisPort, "get", "aikernel_:kept"));
    }
}
