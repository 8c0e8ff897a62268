using AIKernel.Caching;
using AIKernel.Caching.Redis;
using AIKernel.Caching.Sharing;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>Two nodes under load, with the patience of production, while Redis has its troubles: no read fails, and it is used again.</summary>
public sealed class RedisOutageTests : IAsyncLifetime
{
    private static readonly CacheOptions Production = new();
    private readonly RedisWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_and_started_again(bool lease)
    {
        var (first, second) = (await _world.StartNodeAsync(Production), await _world.StartNodeAsync(Production));
        var (one, other) = (first.Bind(SteadyLoad.LoadAsync, lease), second.Bind(SteadyLoad.LoadAsync, lease));
        await using var load = new SteadyLoad(one, other);
        await load.GoesOnAsync();
        for (var round = 0; round < 2; round++)
        {
            await _world.Redis.KillAsync();
            await BothAreAsync(SharedTierState.Open, first, second);
            await load.GoesOnAsync();

            await _world.Redis.StartAgainAsync();
            await BothAreAsync(SharedTierState.Closed, first, second);
            await IsSharedAsync(one, other, second, $"shared-{round}");
            await load.GoesOnAsync();
        }
    }

    [Fact]
    public async Task Paused_and_continued()
    {
        var (first, second) = (await _world.StartNodeAsync(Production), await _world.StartNodeAsync(Production));
        var (one, other) = (first.Bind(SteadyLoad.LoadAsync), second.Bind(SteadyLoad.LoadAsync, lease: true));
        await using var load = new SteadyLoad(one, other);
        await load.GoesOnAsync();
        _world.Redis.Pause();
        await BothAreAsync(SharedTierState.Open, first, second);
        await load.GoesOnAsync();

        _world.Redis.Resume();
        await BothAreAsync(SharedTierState.Closed, first, second);
        await IsSharedAsync(one, other, second, "shared");
        Assert.Equal(0, first.Log.Count(1101) + second.Log.Count(1101)); // the connections lasted: it was the probe that found out
    }

    [Fact]
    public async Task Paused_until_the_client_gives_the_connection_up_and_continued()
    {
        var impatient = new RedisConfiguration { ConnectionString = $"127.0.0.1:{_world.Link.Port},password={_world.Redis.Password}", SyncTimeout = 200 };
        var (first, second) = (await _world.StartNodeAsync(Production, redis: impatient), await _world.StartNodeAsync(Production, redis: impatient));
        var (one, other) = (first.Bind(SteadyLoad.LoadAsync), second.Bind(SteadyLoad.LoadAsync));
        await using var load = new SteadyLoad(one, other);
        await load.GoesOnAsync();
        _world.Redis.Pause();
        var connections = _world.Link.Accepted;
        await Eventually.HoldsAsync(() => Task.FromResult(_world.Link.Accepted >= connections + 2), "the clients have given their connections up and tried others");
        await load.GoesOnAsync();

        _world.Redis.Resume();
        await BothAreAsync(SharedTierState.Closed, first, second);
        await IsSharedAsync(one, other, second, "shared");
    }

    [Fact]
    public async Task Slower_than_the_deadline_and_quick_again()
    {
        var (first, second) = (await _world.StartNodeAsync(Production, overLink: true), await _world.StartNodeAsync(Production, overLink: true));
        var (one, other) = (first.Bind(SteadyLoad.LoadAsync), second.Bind(SteadyLoad.LoadAsync));
        await using var load = new SteadyLoad(one, other);
        await load.GoesOnAsync();
        _world.Link.Delay = Production.SharedTierDeadline * 4;
        await BothAreAsync(SharedTierState.Open, first, second);
        await load.GoesOnAsync();

        _world.Link.Delay = TimeSpan.Zero;
        await BothAreAsync(SharedTierState.Closed, first, second);
        await IsSharedAsync(one, other, second, "shared");
    }

    [Fact]
    public async Task Connections_reset_again_and_again()
    {
        var (first, second) = (await _world.StartNodeAsync(Production, overLink: true), await _world.StartNodeAsync(Production, overLink: true));
        var (one, other) = (first.Bind(SteadyLoad.LoadAsync, lease: true), second.Bind(SteadyLoad.LoadAsync, lease: true));
        await using var load = new SteadyLoad(one, other);
        for (var round = 0; round < 20; round++)
        {
            await load.GoesOnAsync(50);
            _world.Link.Cut();
        }
        await BothAreAsync(SharedTierState.Closed, first, second);
        await IsSharedAsync(one, other, second, "shared");
    }

    [Fact]
    public async Task Made_a_replica_and_a_master_again()
    {
        var node = await _world.StartNodeAsync(Production);
        await using var redis = await _world.ConnectAsync();
        var server = redis.GetServers()[0];
        await WritesAsync(node, expected: true);

        await server.ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
        await WritesAsync(node, expected: false);
        await Eventually.HoldsAsync(() => Task.FromResult(node.Log.Count(1103) > 0), "the node has looked for a new master");
        Assert.True((await node.Guarded.GetAsync("k")).Answered);
        await server.ExecuteAsync("REPLICAOF", "NO", "ONE");

        await WritesAsync(node, expected: true);
        await _world.EveryoneListensAsync(1);
    }

    private static Task WritesAsync(EngineNode node, bool expected) => Eventually.HoldsAsync(async () =>
        (await node.Guarded.SetAsync("k", new byte[] { 1 }, TimeSpan.FromMinutes(1))).Answered == expected, $"writes succeed: {expected}");

    private static Task BothAreAsync(SharedTierState state, EngineNode first, EngineNode second) =>
        Eventually.HoldsAsync(() => Task.FromResult(first.Guarded.State == state && second.Guarded.State == state), $"both circuits are {state}");

    /// <summary>What one node loads, the other has from Redis.</summary>
    private static async Task IsSharedAsync(CachedOperation<string, string> one, CachedOperation<string, string> other, EngineNode node, string key)
    {
        var hits = node.Statistics.Operation("test.text").SharedHits;
        var attempt = 0;
        await Eventually.HoldsAsync(async () =>
        {
            await one.GetAsync($"{key}-{++attempt}", default);
            var before = hits.Value;
            await other.GetAsync($"{key}-{attempt}", default);
            return hits.Value > before;
        }, "one node reads what the other wrote");
    }
}
