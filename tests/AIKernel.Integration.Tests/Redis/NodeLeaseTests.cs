using AIKernel.Caching;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>One load a key and cluster, by leases in a real Redis.</summary>
public abstract class NodeLeaseContract(Topology? servers) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly RedisWorld _world = new(servers);
    private readonly HeldSource _source = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_miss_costs_two_commands_four_with_a_lease_and_a_hit_one()
    {
        var (node, other) = (await _world.StartNodeAsync(), await _world.StartNodeAsync());
        var (plain, copy) = (node.Bind(_source.LoadAsync), other.Bind(_source.LoadAsync));
        Assert.Equal(["get", "setex"], await _world.WatchAsync(async () => await plain.GetAsync("a", default)), SameCommand);
        Assert.Equal(["get"], await _world.WatchAsync(async () => await copy.GetAsync("a", default)));
        Assert.Empty(await _world.WatchAsync(async () => await copy.GetAsync("a", default)));

        var leasing = (await _world.StartNodeAsync()).Bind(_source.LoadAsync, lease: true);
        for (var i = 0; i < 50; i++) await leasing.GetAsync($"warm {i}", default); // the script is told once a server
        Assert.Equal(["get", "set", "get", "evalsha"], await _world.WatchAsync(async () => await leasing.GetAsync("b", default)));
    }

    [Fact]
    public async Task A_second_node_does_not_load_and_is_woken_by_the_message()
    {
        var first = (await _world.StartNodeAsync()).Bind(_source.LoadAsync, lease: true);
        // It would look again by itself after most of a minute.
        var second = (await _world.StartNodeAsync(EngineNode.Certified, time: new StretchedTime())).Bind(_source.LoadAsync, lease: true);
        var (loading, waiting) = await HeldAsync(first, second);

        _source.Release();

        Assert.Equal(await loading.WaitAsync(Limit), await waiting.WaitAsync(Limit));
        Assert.Equal(1, _source.Loads);
    }

    [Fact]
    public async Task Whoever_hears_no_message_looks_again_and_does_not_load()
    {
        var first = (await _world.StartNodeAsync()).Bind(_source.LoadAsync, lease: true);
        await using (var redis = await _world.ConnectAsync())
            foreach (var server in redis.GetServers()) await server.ExecuteAsync("ACL", "SETUSER", "deaf", "on", ">secret", "~*", "+@all", "resetchannels");
        var deaf = await _world.StartNodeAsync(redis: _world.Servers.As("deaf", "secret"));
        var (loading, waiting) = await HeldAsync(first, deaf.Bind(_source.LoadAsync, lease: true));

        _source.Release();

        Assert.Equal(await loading.WaitAsync(Limit), await waiting.WaitAsync(Limit));
        Assert.Equal(1, _source.Loads);
    }

    [Fact]
    public async Task Messages_arrive_again_after_the_connection_that_brings_them_was_killed()
    {
        var first = (await _world.StartNodeAsync()).Bind(_source.LoadAsync, lease: true);
        var second = (await _world.StartNodeAsync(EngineNode.Certified, time: new StretchedTime())).Bind(_source.LoadAsync, lease: true);
        await using var redis = await _world.ConnectAsync();
        await _world.EveryoneListensAsync(2);
        foreach (var server in redis.GetServers()) await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await _world.EveryoneListensAsync(2);
        var (loading, waiting) = await HeldAsync(first, second);

        _source.Release();

        Assert.Equal(await loading.WaitAsync(Limit), await waiting.WaitAsync(Limit));
    }

    [Fact]
    public async Task When_the_holder_is_gone_the_others_load_within_the_lease()
    {
        var options = EngineNode.Patient with { Lease = TimeSpan.FromSeconds(2) };
        var second = (await _world.StartNodeAsync(options)).Bind(_source.LoadAsync, lease: true);
        // What a process leaves behind that was killed between its lease and its answer.
        var key = await KeyOfAsync("x");
        var dead = await _world.StartNodeAsync();
        Assert.True((await dead.Tier.TryLeaseAsync(key, "the dead", options.Lease)).Acquired);

        Assert.Equal("x 1", await second.GetAsync("x", default).AsTask().WaitAsync(Limit));
        Assert.Equal(1, _source.Loads);
        Assert.Equal("x 1", await (await _world.StartNodeAsync()).Bind(_source.LoadAsync, lease: true).GetAsync("x", default));
    }

    /// <summary>One node loads and is held, the other has found the lease taken.</summary>
    private async Task<(Task<string> Loading, Task<string> Waiting)> HeldAsync(CachedOperation<string, string> first, CachedOperation<string, string> second)
    {
        await _world.EveryoneListensAsync(1);
        _source.Hold();
        var loading = first.GetAsync("x", default).AsTask();
        await _source.EnteredAsync();
        await using var redis = await _world.ConnectAsync();
        foreach (var master in Masters.Of(redis)) await master.ConfigResetStatisticsAsync();
        var waiting = second.GetAsync("x", default).AsTask();
        await Eventually.HoldsAsync(async () =>
        {
            var statistics = await Task.WhenAll(Masters.Of(redis).Select(static master => master.InfoAsync("commandstats")));
            return statistics.SelectMany(static sections => sections).SelectMany(static section => section).Any(static line => line.Key == "cmdstat_set");
        }, "the second node has asked for the lease");
        return (loading, waiting);
    }

    /// <summary>The key that a node writes for this argument.</summary>
    private async Task<string> KeyOfAsync(string argument)
    {
        await using var redis = await _world.ConnectAsync();
        await (await _world.StartNodeAsync()).Bind(static (text, _) => new(text)).GetAsync("other", default);
        var key = redis.Keys("*:other").Single();
        return key[..^"other".Length] + argument;
    }

    private static readonly IEqualityComparer<string> SameCommand = EqualityComparer<string>.Create(static (one, other) => one == other || (one is "set" or "setex" && other is "set" or "setex"), static _ => 0);
}

public sealed class NodeLeaseTests() : NodeLeaseContract(null);

[Collection(WatchedServers.Collection)]
public sealed class NodeLeaseBehindSentinelsTests(WatchedServers servers) : NodeLeaseContract(servers);

[Collection(ClusterNodes.Collection)]
public sealed class NodeLeaseOnAClusterTests(ClusterNodes servers) : NodeLeaseContract(servers);

public sealed class NodeLeaseAsAppTests(OneServerAsApp server) : NodeLeaseContract(server), IClassFixture<OneServerAsApp>;
