using System.Text;
using AIKernel.Caching.Strategies;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>The log in a Redis of its own: order, bounds, what is taken out of it, and who leads.</summary>
public abstract class WriteBehindLogContract(Topology servers)
{
    [Fact]
    public async Task What_was_appended_is_read_back_equal_and_in_order_by_every_node()
    {
        await using var one = await LogNode.StartAsync(servers.Configuration, "shared");
        await using var other = await LogNode.StartAsync(servers.Configuration, "shared");
        var write = new StoredWrite("key:€😀\"\\", Value("""{"b": 1,  "a": "\ud800"}"""), new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero), ["t", "ü"], ["d/1"], "policy");
        var forever = new StoredWrite("k", Value("null"), DateTimeOffset.MaxValue, [], [], null);
        var first = await one.Log.AppendAsync([write, forever], 0, default);
        var second = await other.Log.AppendAsync([write with { Value = null }], 0, default);
        Assert.Equal([.. first, .. second], first.Concat(second).Order().Distinct());
        var read = await other.Log.ReadAsync(0, 10, default);
        Assert.Equal([.. first, .. second], read.Select(static item => item.Sequence));
        AssertEqual(write, read[0].Write!);
        AssertEqual(forever, read[1].Write!);
        Assert.Null(read[2].Write!.Value);
        Assert.Equal(read.Skip(1).Select(static item => item.Sequence), (await one.Log.ReadAsync(first[0], 2, default)).Select(static item => item.Sequence));
        Assert.Equal(3, await one.Log.CountAsync(default));
    }

    [Fact]
    public async Task Sequences_rise_over_all_nodes_above_the_floor_and_on_after_the_server_lost_everything()
    {
        await using var one = await LogNode.StartAsync(servers.Configuration, "rising");
        await using var other = await LogNode.StartAsync(servers.Configuration, "rising");
        var given = new List<long>();
        for (var i = 0; i < 20; i++) given.Add((await (i % 2 == 0 ? one : other).Log.NextAsync(0, default)).Sequence);
        given.AddRange(await one.Log.AppendAsync([.. Enumerable.Range(0, 5).Select(static i => Write($"k{i}"))], 0, default));
        given.Add((await other.Log.NextAsync(0, default)).Sequence);
        await servers.FlushAsync();
        given.Add((await one.Log.NextAsync(0, default)).Sequence);
        var floor = given[^1] + 1_000_000_000;
        given.Add((await one.Log.NextAsync(floor, default)).Sequence);
        given.AddRange(await other.Log.AppendAsync([Write("k")], 0, default));
        Assert.Equal(given.Order().Distinct(), given);
        Assert.True(given[^2] > floor);
    }

    [Fact]
    public async Task Nothing_is_taken_beyond_the_bounds_and_room_comes_back_with_what_leaves()
    {
        await using var node = await LogNode.StartAsync(servers.Configuration, options: new() { MaxPending = 3, MaxPendingBytes = 2_000 });
        await node.Log.AppendAsync([Write("a"), Write("b")], 0, default);
        await Assert.ThrowsAsync<WriteBehindUnavailableException>(() => node.Log.AppendAsync([Write("c"), Write("d")], 0, default));
        Assert.Equal(2, await node.Log.CountAsync(default));
        await Assert.ThrowsAsync<WriteBehindUnavailableException>(() => node.Log.AppendAsync([Write("c", $"\"{new string('x', 2_000)}\"")], 0, default));
        var items = await node.Log.ReadAsync(0, 10, default);
        await node.Log.AcknowledgeAsync(items, default);
        await node.Log.AcknowledgeAsync(items, default);
        await node.Log.AppendAsync([Write("c", $"\"{new string('x', 1_500)}\""), Write("d"), Write("e")], 0, default);
        await Assert.ThrowsAsync<WriteBehindUnavailableException>(() => node.Log.AppendAsync([Write("f")], 0, default));
    }

    [Fact]
    public async Task What_was_put_aside_is_found_with_the_reason_and_not_in_the_log()
    {
        await using var node = await LogNode.StartAsync(servers.Configuration, "grave");
        await node.Log.AppendAsync([Write("bad"), Write("good")], 0, default);
        await node.Log.BuryAsync((await node.Log.ReadAsync(0, 1, default))[0], "because", default);
        Assert.Equal(["good"], (await node.Log.ReadAsync(0, 10, default)).Select(static item => item.Write!.Key));
        var dead = Assert.Single(await node.Redis.Database.StreamRangeAsync("grave:{keyed:behind}:dead"));
        Assert.Equal("because", dead["reason"]);
        Assert.Contains("\"bad\"", (string)dead["write"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_an_item_without_a_write()
    {
        await using var node = await LogNode.StartAsync(servers.Configuration, "garbage");
        foreach (var (id, bytes) in new[] { ("1-0", "{"), ("2-0", "{}"), ("3-0", """{"key":"","expires":1,"tags":[],"dependencies":[]}"""), ("4-0", """{"key":"k","expires":-5,"tags":[],"dependencies":[]}"""), ("5-0", "[1]") })
            await node.Redis.Database.StreamAddAsync("garbage:{keyed:behind}:stream", "write", bytes, id);
        await node.Redis.Database.StreamAddAsync("garbage:{keyed:behind}:stream", "another", "field", "6-0");
        var items = await node.Log.ReadAsync(0, 10, default);
        Assert.Equal(6, items.Count);
        Assert.All(items, static item => Assert.Null(item.Write));
    }

    [Fact]
    public async Task One_node_leads_until_it_resigns_or_ends()
    {
        await using var one = await LogNode.StartAsync(servers.Configuration, "led");
        await using var other = await LogNode.StartAsync(servers.Configuration, "led");
        Assert.Equal((true, false, true), (await one.Log.TryLeadAsync(default), await other.Log.TryLeadAsync(default), await one.Log.TryLeadAsync(default)));
        await other.Log.ResignAsync(default);
        Assert.False(await other.Log.TryLeadAsync(default));
        await one.Log.ResignAsync(default);
        Assert.Equal((true, false), (await other.Log.TryLeadAsync(default), await one.Log.TryLeadAsync(default)));
        // A leader that says nothing any more is followed by another: the lead ends by itself, soon; or, as here, at once.
        var lease = other.Redis.KeyOf("{keyed:behind}:lease");
        Assert.InRange((await other.Redis.Database.KeyTimeToLiveAsync(lease))!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await other.Redis.Database.KeyExpireAsync(lease, TimeSpan.FromMilliseconds(1));
        await Eventually.HoldsAsync(() => one.Log.TryLeadAsync(default), "the other leads");
    }

    [Fact]
    public async Task The_others_hear_of_an_append()
    {
        await using var one = await LogNode.StartAsync(servers.Configuration, "heard");
        await using var other = await LogNode.StartAsync(servers.Configuration, "heard");
        var heard = 0;
        other.Log.Grown += () => Interlocked.Increment(ref heard);
        await Eventually.HoldsAsync(async () =>
        {
            await one.Log.AppendAsync([Write("k")], 0, default);
            return Volatile.Read(ref heard) > 0;
        }, "the other node hears of it");
    }

    [Fact]
    public async Task A_redis_that_evicts_or_is_full_takes_nothing()
    {
        await using var redis = await servers.ConnectAsync();
        var masters = Masters.Of(redis).ToList();
        try
        {
            // One of them is enough: which of a cluster's masters keeps the log may change.
            await masters[^1].ConfigSetAsync("maxmemory-policy", "allkeys-lru");
            await using (var node = await LogNode.StartAsync(servers.Configuration))
                Assert.Contains("allkeys-lru", (await RefusedAsync(node)).Message, StringComparison.Ordinal);
            await masters[^1].ConfigSetAsync("maxmemory-policy", "volatile-lru");
            await using var patient = await LogNode.StartAsync(servers.Configuration);
            await patient.Log.AppendAsync([Write("k")], 0, default);
            foreach (var master in masters) await master.ConfigSetAsync("maxmemory", "1");
            Assert.Contains("full", (await RefusedAsync(patient)).Message, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var master in masters)
            {
                await master.ConfigSetAsync("maxmemory", "256mb");
                await master.ConfigSetAsync("maxmemory-policy", "noeviction");
            }
        }
    }

    private protected static Task<WriteBehindUnavailableException> RefusedAsync(LogNode node) =>
        Assert.ThrowsAsync<WriteBehindUnavailableException>(() => node.Log.AppendAsync([Write("k")], 0, default));

    private protected static StoredWrite Write(string key, string value = "1") => new(key, Value(value), DateTimeOffset.UnixEpoch, [], [], null);

    private static KeyedValue Value(string json) => new(Encoding.UTF8.GetBytes(json));

    private static void AssertEqual(StoredWrite expected, StoredWrite actual)
    {
        Assert.Equal((expected.Key, expected.ExpiresAt, expected.Policy), (actual.Key, actual.ExpiresAt, actual.Policy));
        Assert.Equal(expected.Value!.Utf8.ToArray(), actual.Value!.Utf8.ToArray());
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected.Dependencies, actual.Dependencies);
    }
}

public sealed class WriteBehindLogTests(OneServerForState servers) : WriteBehindLogContract(servers), IClassFixture<OneServerForState>
{
    [Fact]
    public async Task A_redis_that_is_gone_takes_nothing_and_gives_nothing()
    {
        var gone = new OneServerForState();
        await gone.InitializeAsync();
        await using var node = await LogNode.StartAsync(gone.Configuration);
        await node.Log.AppendAsync([Write("k")], 0, default);
        await gone.DisposeAsync();
        Assert.Contains("cannot be used", (await RefusedAsync(node)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<WriteBehindUnavailableException>(() => node.Log.ReadAsync(0, 1, default));
    }
}

[Collection(WatchedServers.Collection)]
public sealed class WriteBehindLogBehindSentinelsTests(WatchedServers servers) : WriteBehindLogContract(servers);

[Collection(ClusterNodes.Collection)]
public sealed class WriteBehindLogOnAClusterTests(ClusterNodes servers) : WriteBehindLogContract(servers);
