using AIKernel.Caching.Redis;
using AIKernel.Integration.Tests.Topologies;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>Many keys at once, whatever slots they lie in, and what belongs to a key in its slot.</summary>
public abstract class BatchContract(Topology? servers) : IAsyncLifetime
{
    private readonly RedisWorld _world = new(servers);

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Keys_of_many_slots_are_read_together_and_come_back_in_order()
    {
        var tier = (await _world.StartNodeAsync()).Tier;
        var keys = Enumerable.Range(0, 100).Select(static i => $"aikernel_:v1.00000000:test:text:{i}").ToArray();
        for (var i = 0; i < keys.Length; i += 2) await tier.SetAsync(keys[i], new[] { (byte)i }, TimeSpan.FromMinutes(1));

        var values = await tier.GetManyAsync(keys);

        for (var i = 0; i < keys.Length; i++) Assert.Equal(i % 2 == 0 ? [(byte)i] : null, values[i]?.Memory.ToArray());
    }

    [Fact]
    public async Task Leases_and_batches_of_the_engine_work_wherever_the_keys_lie()
    {
        var (node, other) = (await _world.StartNodeAsync(), await _world.StartNodeAsync());
        var loads = 0;
        ValueTask<string> Load(string key, CancellationToken _) => new($"{key} {Interlocked.Increment(ref loads)}");
        var (first, second) = (node.Bind(Load, lease: true), other.Bind(Load, lease: true));

        for (var i = 0; i < 20; i++) Assert.Equal(await first.GetAsync($"{i}", default), await second.GetAsync($"{i}", default));
        var batch = await second.GetManyAsync([.. Enumerable.Range(0, 40).Select(static i => $"{i}")], default);

        Assert.Equal(40, loads);
        Assert.Equal(Enumerable.Range(0, 40).Select(static i => $"{i}"), batch.Select(static answer => answer.Split(' ')[0]));
    }
}

public sealed class BatchTests() : BatchContract(null);

[Collection(WatchedServers.Collection)]
public sealed class BatchesBehindSentinelsTests(WatchedServers servers) : BatchContract(servers);

[Collection(ClusterNodes.Collection)]
public sealed class BatchesOnAClusterTests(ClusterNodes servers) : BatchContract(servers)
{
    [Fact]
    public async Task A_lease_lies_in_the_slot_of_its_key_and_begins_with_the_instance_s_name()
    {
        await using var redis = await servers.ConnectAsync();
        for (var i = 0; i < 50; i++)
        {
            var key = $"aikernel_:v1.00000000:test:text:{i}";
            var lease = RedisSharedTier.LeaseOf(key);
            Assert.InRange(redis.HashSlot(key), 0, 16383);
            Assert.Equal(redis.HashSlot(key), redis.HashSlot(lease));
            Assert.StartsWith("aikernel_:", lease, StringComparison.Ordinal);
        }
    }
}

public sealed class BatchesAsAppTests(OneServerAsApp server) : BatchContract(server), IClassFixture<OneServerAsApp>;
