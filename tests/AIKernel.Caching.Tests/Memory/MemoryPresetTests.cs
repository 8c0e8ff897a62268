using AIKernel.Caching.Memory;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Memory;

public sealed class MemoryPresetTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void The_minute_preset_holds_100_MB_for_60_seconds_and_drops_the_least_recently_used()
    {
        var budget = new MemoryBudget(CacheOptions.LruMinute);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < 100; key++) tier.Put(key, Megabyte);
        Assert.Equal((100, 0), (budget.Entries, budget.Evictions));
        tier.Hit(0);

        tier.Put(100, Megabyte);

        Assert.NotNull(tier.Peek(0));
        Assert.Null(tier.Peek(1));
        Assert.Equal(60_000, LifetimeAfterHit(tier, hit: 59_999)); // hits prolong nothing
    }

    [Fact]
    public void The_sliding_preset_holds_500_entries_or_50_MB_for_5_minutes_since_the_last_hit()
    {
        var budget = new MemoryBudget(CacheOptions.LruSliding);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < 501; key++) tier.Put(key, 1_000);
        Assert.Equal((500, 1), (budget.Entries, budget.Evictions));
        Assert.Null(tier.Peek(0));
        tier.Hit(1);

        tier.Put(501, 50 * Megabyte - 1_000); // all but one make room

        Assert.Equal(2, budget.Entries);
        Assert.NotNull(tier.Peek(1));
        Assert.Equal(299_999 + 300_000, LifetimeAfterHit(tier, hit: 299_999));
    }

    [Fact]
    public async Task Reads_of_the_engine_are_the_uses_that_count()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: CacheWorld.Defaults with { MemoryEviction = MemoryEviction.Lru, MemoryMaxEntries = 2 }, shared: false);
        var values = node.BindValues();

        foreach (var (key, loads) in new[] { ("a", 1), ("b", 2), ("a", 2), ("c", 3), ("a", 3), ("b", 4), ("a", 4), ("c", 5) })
        {
            await values.GetAsync(key, default);
            Assert.Equal(loads, world.Gates.Count(CallKind.Load));
        }
        await values.GetManyAsync(["a"], default); // the least recent but for this
        await values.GetAsync("b", default);
        Assert.Equal(6, world.Gates.Count(CallKind.Load));
        await values.GetAsync("a", default);
        Assert.Equal(6, world.Gates.Count(CallKind.Load));
    }

    private static long LifetimeAfterHit(MemoryTier<int, string> tier, long hit)
    {
        var entry = Entries.Of(tier, 1_000);
        tier.Put(entry, 0);
        tier.MarkHit(entry, hit);
        return entry.FreshUntil;
    }
}
