using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

/// <summary>A hit in memory allocates nothing.</summary>
public sealed class AllocationTests
{
    private const int Hits = 10_000;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_hit_allocates_nothing(int tags)
    {
        await using var world = new CacheWorld();
        var (_, values) = await WarmAsync(world, tags);

        Assert.Equal(0, AllocatedBy(values));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_hit_after_an_unrelated_change_allocates_nothing(int tags)
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world, tags);
        var version = node.Table.Version;
        world.Database.Touch("unrelated");
        await node.CatchUpAsync();
        Assert.True(node.Table.Version > version);
        node.Statistics.Operation("any").MemoryHits.Increment(); // the first hit of a thread makes the cells it counts in

        Assert.Equal(0, AllocatedBy(values, warm: false));
    }

    [Fact]
    public async Task A_hit_under_a_trace_allocates_nothing_and_is_told()
    {
        await using var world = new CacheWorld();
        var (_, values) = await WarmAsync(world, 5);
        var trace = CacheTrace.Begin();

        Assert.Equal(0, AllocatedBy(values));
        Assert.Equal(CacheOutcome.Memory, trace.Outcome);
        Assert.Equal(world.Time.GetUtcNow().ToUnixTimeMilliseconds(), trace.OldestLoad);
    }

    [Fact]
    public async Task A_batch_of_hits_allocates_the_array_of_its_answers_and_nothing_else()
    {
        await using var world = new CacheWorld();
        var (_, values) = await WarmAsync(world, 5);
        var ids = new Guid[100];
        ReadBatch(values, ids);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var array = new string[ids.Length];
        var ofTheArray = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(array);

        before = GC.GetAllocatedBytesForCurrentThread();
        ReadBatch(values, ids);
        Assert.Equal(ofTheArray, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void ReadBatch(CachedOperation<Guid, string> values, Guid[] ids)
    {
        var hit = values.GetManyAsync(ids, default);
        if (!hit.IsCompletedSuccessfully) throw new InvalidOperationException("Not a hit.");
    }

    private static async Task<(CacheHarness Node, CachedOperation<Guid, string> Values)> WarmAsync(CacheWorld world, int tags)
    {
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var values = node.Cache.Bind(new OperationDefinition<object, Guid, string>
        {
            Prefix = "test",
            Name = "hit",
            Policy = EntryPolicy.Of(TimeSpan.FromHours(1)),
            Serializer = CacheHarness.Serializer<string>(),
            Key = static (key, id) => key.Add(id),
            Tags = (set, id, _) => { for (var i = 0; i < tags; i++) set.Add($"tag{i}", id); },
            Load = static (_, id, _) => new(id.ToString()),
        }, new object());
        await values.GetAsync(Guid.Empty, default);
        AllocatedBy(values);
        return (node, values);
    }

    private static long AllocatedBy(CachedOperation<Guid, string> values, bool warm = true)
    {
        if (warm) Read(values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(values);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Read(CachedOperation<Guid, string> values)
    {
        for (var i = 0; i < Hits; i++)
        {
            var hit = values.GetAsync(Guid.Empty, default);
            if (!hit.IsCompletedSuccessfully) throw new InvalidOperationException("Not a hit.");
        }
    }
}
