using AIKernel.Caching.Redis;
using AIKernel.LocalServers;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>A cluster of three masters with a copy each.</summary>
public sealed class ClusterNodes : Topology
{
    public const string Collection = "cluster";

    /// <summary>Who says nothing gets nodes that may hold state, too: they evict nothing.</summary>
    public RedisClusterOptions Options { get; init; } = new() { Configuration = ["maxmemory-policy noeviction"] };

    public RedisCluster Cluster { get; private set; } = null!;

    protected override RedisConfiguration Owner => new() { ConnectionString = Cluster.ConnectionString };

    public override RedisConfiguration As(string user, string password) =>
        new() { ConnectionString = $"{string.Join(',', Cluster.Nodes.Select(static node => $"127.0.0.1:{node.Port}"))},user={user},password={password}" };

    public override IReadOnlyList<RedisServer> Servers => Cluster.Nodes;

    public override async Task<IReadOnlyList<RedisServer>> MastersAsync()
    {
        var masters = new List<RedisServer>();
        foreach (var node in Cluster.Nodes.Where(static node => node.IsRunning))
            if (await RedisCluster.IsMasterAsync(node)) masters.Add(node);
        return masters;
    }

    public override async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(Cluster.ConnectionString);
        options.AllowAdmin = true;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public override async Task InitializeAsync() => Cluster = await RedisCluster.StartAsync(Options);

    public override async Task DisposeAsync() => await Cluster.DisposeAsync();
}

/// <summary>Tests that share one cluster, one after the other; none of them hurts it.</summary>
[CollectionDefinition(ClusterNodes.Collection)]
public sealed class ClusterNodesCollection : ICollectionFixture<ClusterNodes>;
