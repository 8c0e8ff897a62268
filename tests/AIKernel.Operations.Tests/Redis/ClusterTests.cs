namespace AIKernel.Operations.Tests.Redis;

/// <summary>The six nodes of the overlay <c>cluster</c>, made a cluster by the shipped script.</summary>
public sealed class ClusterTests
{
    private const int Port = 6379;
    private static readonly string[] Create = ["sh", "/srv/redis/scripts/cluster.sh", "create"];

    [Fact]
    public async Task Six_nodes_become_a_cluster_and_find_each_other_again_under_new_addresses()
    {
        await using var pods = await StatefulPods.StartAsync("cluster", "redis-cluster");
        (await pods.First.ExecAsync("redis", Create)).Required("cluster.sh create");
        await pods.UntilAllAsync("readinessProbe");
        await pods.UntilAsync(async () => (await pods.First.AskAsync("app", Port, "cluster", "nodes")).Split('\n').Count(static line => line.Contains("slave", StringComparison.Ordinal)) == 3, "three replicas");
        Assert.Equal("OK", await pods.First.AskAsync("app", Port, "-c", "set", "aikernel_:key", "kept"));

        // Twice makes no second cluster.
        Assert.Contains("There is a cluster already", (await pods.First.ExecAsync("redis", Create)).Errors, StringComparison.Ordinal);

        await pods.UntilAsync(async () => (await Task.WhenAll(pods.All.Select(static pod => pod.AskAsync("probe", Port, "info", "replication")))).All(static info => !info.Contains("master_link_status:down", StringComparison.Ordinal)), "replicas are up");
        await Task.WhenAll(pods.All.Select(static pod => pod.KillAsync()));
        await pods.StartAllAsync();
        await pods.UntilAllAsync("readinessProbe");
        Assert.Equal("kept", await pods.First.AskAsync("app", Port, "-c", "get", "aikernel_:key"));
        var addresses = pods.All.Select(static pod => pod.Host.Address).ToHashSet();
        await pods.UntilAsync(async () => (await pods.First.AskAsync("app", Port, "cluster", "nodes")).Split('\n').All(line => addresses.Contains(line.Split(' ')[1].Split(':')[0])), "every node is known by its new address");
    }
}
