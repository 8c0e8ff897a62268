using System.Buffers;
using AIKernel.Caching.Redis;
using AIKernel.Caching.Sharing;
using AIKernel.Integration.Tests.Topologies;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>The adapter alone, against a real Redis.</summary>
public abstract class SharedTierContract(Topology? servers) : IAsyncLifetime
{
    private readonly RedisWorld _world = new(servers);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly string _key = $"aikernel_:v1.00000000:test:text:{Guid.NewGuid():N}";

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Several_keys_are_read_with_one_command_a_slot_in_order_whatever_is_missing_or_asked_twice()
    {
        var tier = (await _world.StartNodeAsync()).Tier;
        await tier.SetAsync(_key + "1", new byte[] { 1 }, Minute);
        await tier.SetAsync(_key + "2", new byte[] { 2, 2 }, Minute);
        IReadOnlyList<IMemoryOwner<byte>?> values = [];

        string[] keys = [_key + "2", _key + "0", _key + "1", _key + "2"];
        await using var redis = await _world.ConnectAsync();
        var commands = await _world.WatchAsync(async () => values = await tier.GetManyAsync(keys));

        // On a cluster one for each slot; anywhere else all are of none.
        Assert.Equal(keys.Select(key => redis.HashSlot(key)).Distinct().Select(static _ => "mget"), commands);
        Assert.Equal([[2, 2], null, [1], [2, 2]], values.Select(static value => value?.Memory.ToArray()));
    }

    [Fact]
    public async Task A_key_lives_as_long_as_it_was_given_to_the_millisecond()
    {
        var tier = (await _world.StartNodeAsync()).Tier;
        await using var redis = await _world.ConnectAsync();
        foreach (var milliseconds in new[] { 60_000, 61_234 })
        {
            await tier.SetAsync(_key, new byte[] { 1 }, TimeSpan.FromMilliseconds(milliseconds));
            await tier.TryLeaseAsync(_key, "token", TimeSpan.FromMilliseconds(milliseconds));
            Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(_key))!.Value.TotalMilliseconds, milliseconds - 5_000, milliseconds);
            Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(RedisSharedTier.LeaseOf(_key)))!.Value.TotalMilliseconds, milliseconds - 5_000, milliseconds);
            await redis.GetDatabase().KeyDeleteAsync(RedisSharedTier.LeaseOf(_key));
        }
        var short_ = _key + "short";
        await tier.SettleAsync(short_, "token", new byte[] { 1 }, TimeSpan.FromMilliseconds(61_234));
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(short_))!.Value.TotalMilliseconds, 56_234, 61_234);
    }

    [Fact]
    public async Task A_lease_is_given_to_one_and_to_the_next_when_it_is_settled()
    {
        var tier = (await _world.StartNodeAsync()).Tier;

        Assert.True((await tier.TryLeaseAsync(_key, "first", Minute)).Acquired);
        var refused = await tier.TryLeaseAsync(_key, "second", Minute);
        Assert.False(refused.Acquired);
        Assert.Null(refused.Bytes);
        await tier.SettleAsync(_key, "first", new byte[] { 7 }, Minute);
        var next = await tier.TryLeaseAsync(_key, "second", Minute);

        Assert.True(next.Acquired);
        Assert.Equal([7], next.Bytes!.Memory.ToArray());
    }

    [Fact]
    public async Task Whoever_does_not_hold_a_lease_cannot_give_it_back_but_may_leave_an_answer()
    {
        var tier = (await _world.StartNodeAsync()).Tier;
        await tier.TryLeaseAsync(_key, "owner", Minute);

        await tier.SettleAsync(_key, "stranger", new byte[] { 9 }, Minute);
        Assert.False((await tier.TryLeaseAsync(_key, "stranger", Minute)).Acquired);
        Assert.Equal([9], (await tier.GetAsync(_key))!.Memory.ToArray());

        await tier.SettleAsync(_key, "owner", default, default);
        Assert.True((await tier.TryLeaseAsync(_key, "stranger", Minute)).Acquired);
        Assert.Equal([9], (await tier.GetAsync(_key))!.Memory.ToArray());
    }

    [Fact]
    public async Task The_script_goes_by_its_hash_and_again_after_the_server_forgot_it()
    {
        var tier = (await _world.StartNodeAsync()).Tier;
        await tier.SettleAsync(_key, "t", new byte[] { 1 }, Minute);
        Assert.Equal(["evalsha"], await _world.WatchAsync(async () => await tier.SettleAsync(_key, "t", new byte[] { 2 }, Minute)));

        await using var redis = await _world.ConnectAsync();
        foreach (var master in Masters.Of(redis)) await master.ScriptFlushAsync();
        await tier.SettleAsync(_key, "t", new byte[] { 3 }, Minute);

        Assert.Equal([3], (await tier.GetAsync(_key))!.Memory.ToArray());
        Assert.Equal(["evalsha"], await _world.WatchAsync(async () => await tier.SettleAsync(_key, "t", new byte[] { 4 }, Minute)));
    }

    [Fact]
    public async Task A_probe_leaves_nothing_behind_and_tells_where_the_server_is()
    {
        var node = await _world.StartNodeAsync();
        await using var redis = await _world.ConnectAsync();
        var told = await node.Tier.ProbeAsync();
        Assert.All(await _world.Servers.MastersAsync(), master => Assert.Contains($"{master.Port}", told, StringComparison.Ordinal));
        Assert.Empty(redis.Keys("*probe*"));
    }
}

public sealed class RedisSharedTierTests() : SharedTierContract(null);

[Collection(WatchedServers.Collection)]
public sealed class RedisSharedTierBehindSentinelsTests(WatchedServers servers) : SharedTierContract(servers);

[Collection(ClusterNodes.Collection)]
public sealed class RedisSharedTierOnAClusterTests(ClusterNodes servers) : SharedTierContract(servers);

public sealed class RedisSharedTierAsAppTests(OneServerAsApp server) : SharedTierContract(server), IClassFixture<OneServerAsApp>;
