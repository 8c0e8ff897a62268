namespace AIKernel.Operations.Tests.SentinelDrill;

public sealed class BootstrapTests
{
    [Fact]
    public async Task On_empty_volumes_pod_0_is_master_and_the_others_follow_it()
    {
        await using var pods = await SentinelPods.StartAsync();
        Assert.Equal("redis-0", Assert.Single(await pods.MastersAsync()).Name);
        foreach (var pod in pods.All.Skip(1))
            Assert.StartsWith("slave\nredis-0.redis\n6379\nconnected", await pod.AskAsync("probe", SentinelPods.RedisPort, "role"), StringComparison.Ordinal);
        foreach (var pod in pods.All)
            Assert.Equal("redis-0.redis\n6379", await pod.AskAsync("probe", SentinelPods.SentinelPort, "sentinel", "get-master-addr-by-name", SentinelPods.ServiceName));
    }
}
