using AIKernel.Caching.Redis;
using AIKernel.LocalServers;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>The rules of a cluster hold on one server, too, if it is told to be all of one.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private RedisServer _redis = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync(new()
        {
            Directory = Directory.CreateTempSubdirectory("aikernel-cluster-").FullName,
            Ephemeral = true,
            Configuration = ["cluster-enabled yes", "cluster-announce-ip 127.0.0.1"],
        });
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{_redis.ConnectionString},allowAdmin=true");
        await redis.GetServers()[0].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", 0, 16383);
        await Http.Harness.Eventually.HoldsAsync(async () => ((string?)await redis.GetServers()[0].ExecuteAsync("CLUSTER", "INFO"))!.Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster has all its slots");
    }

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task Keys_of_many_slots_are_read_together_and_come_back_in_order()
    {
        await using var node = await StartNodeAsync();
        var keys = Enumerable.Range(0, 100).Select(static i => $"aikernel_:v1.00000000:test:text:{i}").ToArray();
        for (var i = 0; i < keys.Length; i += 2) await node.Tier.SetAsync(keys[i], new[] { (byte)i }, TimeSpan.FromMinutes(1));

        var values = await node.Tier.GetManyAsync(keys);

        for (var i = 0; i < keys.Length; i++) Assert.Equal(i % 2 == 0 ? [(byte)i] : null, values[i]?.Memory.ToArray());
    }

    [Fact]
    public async Task Leases_and_batches_of_the_engine_work_as_on_one_server()
    {
        await using var node = await StartNodeAsync();
        await using var other = await StartNodeAsync();
        var loads = 0;
        ValueTask<string> Load(string key, CancellationToken _) => new($"{key} {Interlocked.Increment(ref loads)}");
        var (first, second) = (node.Bind(Load, lease: true), other.Bind(Load, lease: true));

        for (var i = 0; i < 20; i++) Assert.Equal(await first.GetAsync($"{i}", default), await second.GetAsync($"{i}", default));
        var batch = await second.GetManyAsync([.. Enumerable.Range(0, 40).Select(static i => $"{i}")], default);

        Assert.Equal(40, loads);
        Assert.Equal(Enumerable.Range(0, 40).Select(static i => $"{i}"), batch.Select(static answer => answer.Split(' ')[0]));
    }

    [Fact]
    public async Task A_lease_lies_in_the_slot_of_its_key()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        for (var i = 0; i < 50; i++)
        {
            var key = $"aikernel_:v1.00000000:test:text:{i}";
            Assert.Equal(redis.HashSlot(key), redis.HashSlot(RedisSharedTier.LeaseOf(key)));
            Assert.True(redis.HashSlot(key) >= 0);
        }
    }

    private Task<EngineNode> StartNodeAsync() =>
        EngineNode.StartAsync(new RedisConfiguration { ConnectionString = _redis.ConnectionString }, new LocalJournal().Listen());
}
