using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

public sealed class MemoryBudgetTests
{
    [Fact]
    public void An_entry_that_can_never_fit_is_refused_and_takes_its_predecessor_along()
    {
        var budget = new MemoryBudget(1_000);
        var tier = new MemoryTier<int, string>(budget);
        Assert.True(tier.Put(Entry(tier, 1, 400), 0));

        Assert.False(tier.Put(Entry(tier, 2, 1_001), 0));
        Assert.False(tier.Put(Entry(tier, 1, 1_001), 0));

        Assert.Null(tier.Peek(1)); // the value it held is not the newest any more
        Assert.Equal((0, 0), (budget.Bytes, budget.Entries));
        Assert.True(tier.Put(Entry(tier, 1, 1_000), 0));
        Assert.Equal((1_000, 1), (budget.Bytes, budget.Entries));
    }

    [Fact]
    public void Replacing_an_entry_releases_its_bytes()
    {
        var budget = new MemoryBudget(1_000);
        var tier = new MemoryTier<int, string>(budget);
        foreach (var size in new[] { 900, 100, 1_000, 50 }) Assert.True(tier.Put(Entry(tier, 1, size), 0));

        Assert.Equal((50, 1, 0), (budget.Bytes, budget.Entries, budget.Evictions));
        Assert.Empty(budget.Verify());
    }

    [Theory]
    [InlineData(1UL, 10UL, 1UL, 9UL, 1)] // an older stamp does not push out a newer one
    [InlineData(1UL, 10UL, 1UL, 10UL, 2)]
    [InlineData(1UL, 10UL, 1UL, 11UL, 2)]
    [InlineData(1UL, 10UL, 2UL, 3UL, 2)] // stamps of different epochs do not compare
    public void A_newer_stamp_is_not_replaced_by_an_older_one(ulong epoch, ulong horizon, ulong laterEpoch, ulong laterHorizon, int winner)
    {
        var budget = new MemoryBudget(1_000);
        var tier = new MemoryTier<int, string>(budget);
        var entries = new[] { Entry(tier, 1, 100, new(epoch, horizon)), Entry(tier, 1, 200, new(laterEpoch, laterHorizon)) };

        Assert.All(entries, entry => Assert.True(tier.Put(entry, 0)));

        Assert.Same(entries[winner - 1], tier.Peek(1));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void Removing_takes_out_exactly_that_entry_and_only_once()
    {
        var budget = new MemoryBudget(1_000);
        var tier = new MemoryTier<int, string>(budget);
        var (old, young) = (Entry(tier, 1, 100), Entry(tier, 1, 200));
        tier.Put(old, 0);
        tier.Put(young, 0);

        tier.Remove(old);
        Assert.Same(young, tier.Peek(1));
        tier.Remove(young);
        tier.Remove(young);

        Assert.Equal((0, 0, 0), (budget.Bytes, budget.Entries, budget.Evictions));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void Without_hits_the_oldest_entry_goes_first()
    {
        var budget = new MemoryBudget(1_000);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < 15; key++) tier.Put(Entry(tier, key, 100), 0);

        Assert.Equal(Enumerable.Range(5, 10), Enumerable.Range(0, 15).Where(key => tier.Peek(key) is not null));
        Assert.Equal(5, budget.Evictions);
    }

    [Fact]
    public void Hot_entries_survive_a_scan_of_a_hundred_times_the_memory()
    {
        var budget = new MemoryBudget(100 * 100);
        var tier = new MemoryTier<int, string>(budget);
        var hot = Enumerable.Range(0, 50).Select(key => Entry(tier, key, 100)).ToList();
        Assert.All(hot, entry => Assert.True(tier.Put(entry, 0)));

        for (var key = 1_000; key < 11_000; key++)
        {
            if (key % 25 == 0) hot.ForEach(entry => tier.MarkHit(entry, 0));
            tier.Put(Entry(tier, key, 100), 0);
        }

        Assert.All(hot, entry => Assert.Same(entry, tier.Peek(entry.Key)));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void One_bound_holds_over_several_tiers()
    {
        var budget = new MemoryBudget(1_000);
        var (one, other) = (new MemoryTier<int, string>(budget), new MemoryTier<int, string>(budget));
        for (var key = 0; key < 10; key++) one.Put(Entry(one, key, 100), 0);
        for (var key = 0; key < 7; key++) other.Put(Entry(other, key, 100), 0);

        Assert.Equal(3, Enumerable.Range(0, 10).Count(key => one.Peek(key) is not null));
        Assert.Equal(7, Enumerable.Range(0, 10).Count(key => other.Peek(key) is not null));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void A_random_life_never_exceeds_the_limit_nor_loses_count()
    {
        var random = new Random(4711);
        var budget = new MemoryBudget(10_000);
        var tier = new MemoryTier<int, string>(budget);
        for (var step = 0; step < 100_000; step++)
        {
            var key = random.Next(200);
            switch (random.Next(4))
            {
                case 0 when tier.Peek(key) is { } gone: tier.Remove(gone); break;
                case 1 when tier.Peek(key) is { } hit: tier.MarkHit(hit, 0); break;
                default: tier.Put(Entry(tier, key, random.Next(1, 600), new(1, (ulong)random.Next(50))), 0); break;
            }
            Assert.InRange(budget.Bytes, 0, budget.Limit);
            if (step % 1_000 == 0) Assert.Empty(budget.Verify());
        }
        Assert.Empty(budget.Verify());
    }

    internal static MemoryEntry<int, string> Entry(MemoryTier<int, string> tier, int key, long size, JournalStamp? stamp = null) => new()
    {
        Tier = tier,
        Key = key,
        Value = "",
        Stamp = stamp ?? new(1, 1),
        Tags = [],
        FreshUntil = long.MaxValue,
        ExpiresAt = long.MaxValue,
        LoadedAt = 0,
        Size = size,
    };
}
