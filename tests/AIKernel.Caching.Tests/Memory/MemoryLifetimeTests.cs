using AIKernel.Caching.Memory;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Memory;

public sealed class MemoryLifetimeTests
{
    private static readonly CacheOptions Fixed = new() { MemoryLifetime = TimeSpan.FromMilliseconds(60) };
    private static readonly CacheOptions Sliding = Fixed with { SlidingMemoryLifetime = true };

    [Theory]
    [InlineData(1_000, 70)] // from the put on
    [InlineData(50, 50)] // what ends sooner anyway is not prolonged
    public void Memory_answers_for_its_own_lifetime_at_most(long freshUntil, long until)
    {
        var tier = new MemoryTier<int, string>(new(Fixed));
        var entry = Entries.Of(tier, 1, freshUntil: freshUntil, expiresAt: 2_000);

        tier.Put(entry, now: 10);
        tier.Hit(1, now: 40);

        Assert.Equal(until, entry.FreshUntil);
        Assert.Equal(2_000, entry.ExpiresAt);
    }

    [Theory]
    [InlineData(MemoryEviction.TinySieve)]
    [InlineData(MemoryEviction.Lru)]
    public void A_sliding_lifetime_begins_anew_with_every_hit_up_to_the_soft_expiry_the_entry_came_with(MemoryEviction eviction)
    {
        var tier = new MemoryTier<int, string>(new(Sliding with { MemoryEviction = eviction }));
        var entry = Entries.Of(tier, 1, freshUntil: 200, expiresAt: 500);
        tier.Put(entry, now: 10);

        foreach (var (now, until) in new[] { (10, 70), (60, 120), (50, 120), (119, 179), (170, 200), (199, 200) })
        {
            tier.Hit(1, now);
            Assert.Equal(until, entry.FreshUntil);
        }
    }

    [Fact]
    public void Without_sliding_hits_leave_the_lifetime_alone_and_without_a_lifetime_there_is_none_to_slide()
    {
        var tier = new MemoryTier<int, string>(new(new CacheOptions { SlidingMemoryLifetime = true }));
        var entry = Entries.Of(tier, 1, freshUntil: 200, expiresAt: 500);
        tier.Put(entry, now: 10);

        tier.Hit(1, now: 100);

        Assert.Equal(200, entry.FreshUntil);
    }

    [Fact]
    public void A_margin_too_long_to_keep_means_that_nothing_slides()
    {
        var tier = new MemoryTier<int, string>(new(Sliding));
        var entry = Entries.Of(tier, 1, freshUntil: 200, expiresAt: 200 + (1L << 32));
        tier.Put(entry, now: 10);

        tier.Hit(1, now: 60);

        Assert.Equal(70, entry.FreshUntil);
    }

    [Fact]
    public void Sliding_still_tells_the_eviction_of_hits()
    {
        var tier = new MemoryTier<int, string>(new(Sliding));
        tier.Put(1);

        tier.Hit(1);

        Assert.True(tier.Peek(1)!.Visited);
    }

    [Fact]
    public async Task When_the_life_in_memory_ends_the_shared_tier_answers_and_memory_again_after_it()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: CacheWorld.Defaults with { MemoryLifetime = TimeSpan.FromSeconds(60) });
        var values = node.BindValues(EntryPolicy.Of(TimeSpan.FromSeconds(150)));
        await values.GetAsync("x", default);

        Assert.Equal((0, 1), await ReadAfterAsync(world, node, values, 59.999));
        Assert.Equal((1, 1), await ReadAfterAsync(world, node, values, 0.001));
        Assert.Equal((1, 1), await ReadAfterAsync(world, node, values, 59.999));
        Assert.Equal((2, 1), await ReadAfterAsync(world, node, values, 0.001));
        Assert.Equal((2, 1), await ReadAfterAsync(world, node, values, 29.999));
        Assert.Equal((2, 2), await ReadAfterAsync(world, node, values, 0.001)); // the value's own end
    }

    [Fact]
    public async Task A_value_in_use_slides_on_until_its_own_lifetime_ends()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: CacheWorld.Defaults with { MemoryLifetime = TimeSpan.FromSeconds(60), SlidingMemoryLifetime = true });
        var values = node.BindValues(EntryPolicy.Of(TimeSpan.FromSeconds(150)));
        await values.GetAsync("x", default);

        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal((0, 1), await ReadAfterAsync(world, node, values, 59.999));
        Assert.Equal((0, 1), await ReadAfterAsync(world, node, values, 30.001));
        Assert.Equal((0, 2), await ReadAfterAsync(world, node, values, 0.001)); // 150 s: expired, whoever used it
    }

    [Fact]
    public async Task A_value_out_of_use_for_the_sliding_lifetime_is_looked_up_again()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: CacheWorld.Defaults with { MemoryLifetime = TimeSpan.FromSeconds(60), SlidingMemoryLifetime = true });
        var values = node.BindValues(EntryPolicy.Of(TimeSpan.FromSeconds(150)));
        await values.GetAsync("x", default);

        Assert.Equal((0, 1), await ReadAfterAsync(world, node, values, 40));
        Assert.Equal((1, 1), await ReadAfterAsync(world, node, values, 60));
    }

    /// <returns>Hits in the shared tier and loads so far.</returns>
    private static async Task<(long Shared, int Loads)> ReadAfterAsync(CacheWorld world, CacheHarness node, CachedOperation<string, long?> values, double seconds)
    {
        world.Time.Advance(TimeSpan.FromSeconds(seconds));
        await node.CatchUpAsync();
        await values.GetAsync("x", default);
        return (node.Statistics.Operation("test.value").SharedHits.Value, world.Gates.Count(CallKind.Load));
    }
}
