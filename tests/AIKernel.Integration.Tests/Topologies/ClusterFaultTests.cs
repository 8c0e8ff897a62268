using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>A cluster loses masters and moves its slots, under load.</summary>
[Collection(NodesUnderLoad.Collection)]
public sealed class ClusterFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly ClusterNodes _servers = new();

    public Task InitializeAsync() => _servers.InitializeAsync();

    public Task DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task A_master_killed_its_copy_takes_over_and_no_connection_is_left_behind()
    {
        await using var nodes = await NodesUnderLoad.StartAsync(_servers, output);
        var before = await NodesUnderLoad.ConnectionsAsync(_servers.Servers);
        var (master, copy) = (_servers.Servers[0], _servers.Servers[3]);
        await nodes.Load.GoesOnAsync(60);

        await master.KillAsync();
        await Eventually.HoldsAsync(() => RedisCluster.IsMasterAsync(copy), "the copy is a master");
        await _servers.Cluster.IsWholeAsync();
        await nodes.IsUsedAsync("the new master answers");

        await master.StartAgainAsync(empty: false);
        await Eventually.HoldsAsync(async () => !await RedisCluster.IsMasterAsync(master), "the former master has become a copy");
        await Eventually.HoldsAsync(async () => await NodesUnderLoad.ConnectionsAsync(_servers.Servers) == before, "there are as many connections as before");
        await nodes.FlawlessAsync();
    }

    [Fact]
    public async Task A_silent_master_is_replaced()
    {
        await using var nodes = await NodesUnderLoad.StartAsync(_servers, output);
        var (master, copy) = (_servers.Servers[1], _servers.Servers[4]);
        await nodes.Load.GoesOnAsync(60);

        master.Pause();
        try
        {
            await Eventually.HoldsAsync(() => RedisCluster.IsMasterAsync(copy), "the copy is a master");
            await nodes.IsUsedAsync("the new master answers");
        }
        finally
        {
            master.Resume();
        }
        await nodes.FlawlessAsync();
    }

    [Fact]
    public async Task Slots_moved_to_and_fro_under_load_are_followed()
    {
        await using var nodes = await NodesUnderLoad.StartAsync(_servers, output);
        await nodes.Load.GoesOnAsync(60);
        await using var redis = await _servers.ConnectAsync();
        for (var round = 0; round < 2; round++)
            for (var slot = 0; slot < 16384; slot += 128)
                await MoveAsync(redis, slot, _servers.Servers[round == 0 ? (slot * 3 / 16384 + 1) % 3 : slot * 3 / 16384]);
        await nodes.IsUsedAsync("the last slot was moved");
        await nodes.FlawlessAsync();
    }

    /// <summary>As <c>redis-cli --cluster reshard</c> moves a slot, keys and all.</summary>
    private static async Task MoveAsync(ConnectionMultiplexer redis, int slot, RedisServer to)
    {
        var servers = redis.GetServers().ToDictionary(static server => ((System.Net.IPEndPoint)server.EndPoint).Port);
        var target = servers[to.Port];
        var owner = (await target.ClusterNodesAsync())!.GetBySlot(slot)!;
        var source = servers[((System.Net.IPEndPoint)owner.EndPoint!).Port];
        if (source == target) return;
        var name = await RedisCluster.NameOfAsync(to);
        await target.ExecuteAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", owner.NodeId);
        await source.ExecuteAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", name);
        while ((RedisValue[]?)await source.ExecuteAsync("CLUSTER", "GETKEYSINSLOT", slot, 100) is { Length: > 0 } keys)
            await source.ExecuteAsync("MIGRATE", ["127.0.0.1", to.Port, "", 0, 5000, "REPLACE", "AUTH", to.Password, "KEYS", .. keys.Select(static key => (object)key)]);
        foreach (var server in (IServer[])[target, source]) await server.ExecuteAsync("CLUSTER", "SETSLOT", slot, "NODE", name);
    }
}
