using AIKernel.Caching.Redis;
using AIKernel.LocalServers;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>A master and two copies behind three Sentinels.</summary>
public sealed class WatchedServers : Topology
{
    public const string Collection = "sentinel";

    /// <summary>Who says nothing gets servers that may hold state, too: they evict nothing.</summary>
    public RedisSentinelsOptions Options { get; init; } = new() { Configuration = ["maxmemory-policy noeviction"] };

    public RedisSentinels Sentinels { get; private set; } = null!;

    protected override RedisConfiguration Owner => new() { ConnectionString = Sentinels.ConnectionString, SentinelConfiguration = Sentinels.SentinelConfiguration };

    public override RedisConfiguration As(string user, string password) => Owner with { ConnectionString = $"user={user},password={password}" };

    public override IReadOnlyList<RedisServer> Servers => Sentinels.Servers;

    public override async Task<IReadOnlyList<RedisServer>> MastersAsync() => [await Sentinels.MasterAsync()];

    public override async Task InitializeAsync() => Sentinels = await RedisSentinels.StartAsync(Options);

    public override async Task DisposeAsync() => await Sentinels.DisposeAsync();
}

/// <summary>Tests that share one set of watched servers, one after the other; none of them hurts it.</summary>
[CollectionDefinition(WatchedServers.Collection)]
public sealed class WatchedServersCollection : ICollectionFixture<WatchedServers>;
