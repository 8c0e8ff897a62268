using AIKernel.Caching;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>What nodes tell each other over Redis.</summary>
public abstract class SignalContract(Topology? servers) : IAsyncLifetime
{
    private readonly RedisWorld _world = new(servers);

    /// <summary>The servers, and the nodes of the test.</summary>
    protected RedisWorld World => _world;

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_hint_wakes_a_node_whose_database_notifies_it_no_more()
    {
        var title = "before";
        ValueTask<string> Load(string key, CancellationToken _) => new($"{key} {title}");
        var writer = await _world.StartNodeAsync();
        // It would poll the journal by itself after minutes.
        var deaf = (await _world.StartNodeAsync(EngineNode.Certified, deaf: true, time: new StretchedTime())).Bind(Load);
        await _world.EveryoneListensAsync(2);
        Assert.Equal("x before", await deaf.GetAsync("x", default));

        title = "after";
        _world.Journal.Append("x");
        Assert.Equal("x before", await deaf.GetAsync("x", default));
        await writer.Cache.WriteAsync(new ValueTask<bool>(true));

        await Eventually.HoldsAsync(async () => await deaf.GetAsync("x", default) == "x after", "the node that hears nothing of the database serves the change");
    }

    [Fact]
    public async Task A_node_does_not_wake_itself_by_its_own_hint()
    {
        var (node, other) = (await _world.StartNodeAsync(), await _world.StartNodeAsync());
        await _world.EveryoneListensAsync(2);
        var (own, others) = (0, 0);
        node.Tier.Hinted += () => Interlocked.Increment(ref own);
        other.Tier.Hinted += () => Interlocked.Increment(ref others);

        for (var i = 0; i < 10; i++) await node.Tier.HintAsync();

        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref others) == 10), "the other node hears each hint");
        Assert.Equal(0, own);
    }
}

public sealed class SignalTests() : SignalContract(null)
{
    [Fact]
    public async Task A_node_that_started_without_its_Redis_uses_it_and_listens_when_it_comes()
    {
        await World.Redis.KillAsync();
        var node = await World.StartNodeAsync(EngineNode.Patient with { SharedTierDeadline = new CacheOptions().SharedTierDeadline });
        var loads = 0;
        var texts = node.Bind((text, _) => new($"{text} {Interlocked.Increment(ref loads)}"), lease: true);
        Assert.Equal("x 1", await texts.GetAsync("x", default));

        await World.Redis.StartAgainAsync();

        await Eventually.HoldsAsync(async () => (await node.Guarded.SetAsync("k", new byte[] { 1 }, TimeSpan.FromMinutes(1))).Answered, "the node writes to Redis");
        await World.EveryoneListensAsync(1);
    }
}

[Collection(WatchedServers.Collection)]
public sealed class SignalsBehindSentinelsTests(WatchedServers servers) : SignalContract(servers);

[Collection(ClusterNodes.Collection)]
public sealed class SignalsOnAClusterTests(ClusterNodes servers) : SignalContract(servers);

public sealed class SignalsAsAppTests(OneServerAsApp server) : SignalContract(server), IClassFixture<OneServerAsApp>;
