using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

public sealed class MemoryBudgetTests
{
    private readonly MemoryBudget _budget = Entries.Budget(1_000, eviction: MemoryEviction.Lru);
    private readonly MemoryTier<int, string> _tier;

    public MemoryBudgetTests() => _tier = new(_budget);

    [Fact]
    public void An_entry_that_can_never_fit_is_refused_and_takes_its_predecessor_along()
    {
        Assert.True(_tier.Put(1, 400));

        Assert.False(_tier.Put(2, 1_001));
        Assert.False(_tier.Put(1, 1_001));

        Assert.Null(_tier.Peek(1)); // the value it held is not the newest any more
        Assert.Equal((0, 0), (_budget.Bytes, _budget.Entries));
        Assert.True(_tier.Put(1, 1_000));
        Assert.Equal((1_000, 1), (_budget.Bytes, _budget.Entries));
    }

    [Fact]
    public void A_size_that_cannot_be_counted_is_refused_however_large_the_limit()
    {
        var budget = Entries.Budget(long.MaxValue);
        var tier = new MemoryTier<int, string>(budget);

        Assert.False(tier.Put(1, 1L << 32));
        Assert.True(tier.Put(2, (1L << 32) - 2));
        Assert.Equal((1L << 32) - 2, budget.Bytes);
    }

    [Fact]
    public void Replacing_an_entry_releases_its_bytes()
    {
        foreach (var size in new[] { 900, 100, 1_000, 50 }) Assert.True(_tier.Put(1, size));

        Assert.Equal((50, 1, 0), (_budget.Bytes, _budget.Entries, _budget.Evictions));
        Assert.Empty(_budget.Verify());
    }

    [Fact]
    public void An_entry_that_grows_makes_room_at_the_cost_of_others_not_of_itself()
    {
        for (var key = 0; key < 10; key++) _tier.Put(key);

        Assert.True(_tier.Put(0, 400)); // the oldest, and next to go if it were still up for eviction

        Assert.Equal([0, 4, 5, 6, 7, 8, 9], Held(10));
        Assert.Equal((1_000, 7, 3), (_budget.Bytes, _budget.Entries, _budget.Evictions));
        Assert.Empty(_budget.Verify());
    }

    [Theory]
    [InlineData(1UL, 10UL, 1UL, 9UL, 1)] // an older stamp does not push out a newer one
    [InlineData(1UL, 10UL, 1UL, 10UL, 2)]
    [InlineData(1UL, 10UL, 1UL, 11UL, 2)]
    [InlineData(1UL, 10UL, 2UL, 3UL, 2)] // stamps of different epochs do not compare
    public void A_newer_stamp_is_not_replaced_by_an_older_one(ulong epoch, ulong horizon, ulong laterEpoch, ulong laterHorizon, int winner)
    {
        var entries = new[] { Entries.Of(_tier, 1, 100, new(epoch, horizon)), Entries.Of(_tier, 1, 200, new(laterEpoch, laterHorizon)) };

        Assert.All(entries, entry => Assert.True(_tier.Put(entry, 0)));

        Assert.Same(entries[winner - 1], _tier.Peek(1));
        Assert.Empty(_budget.Verify());
    }

    [Fact]
    public void A_newer_stamp_that_is_not_fresh_any_more_gives_way_to_an_older_one_that_is()
    {
        var lapsed = Entries.Of(_tier, 1, 100, new(1, 10), freshUntil: 50);
        var fresh = Entries.Of(_tier, 1, 100, new(1, 9));
        _tier.Put(lapsed, 0);

        _tier.Put(fresh, 49);
        Assert.Same(lapsed, _tier.Peek(1));
        _tier.Put(fresh, 50);
        Assert.Same(fresh, _tier.Peek(1));
        Assert.Empty(_budget.Verify());
    }

    [Fact]
    public void Removing_takes_out_exactly_that_entry_and_only_once()
    {
        var (old, young) = (Entries.Of(_tier, 1, 100), Entries.Of(_tier, 1, 200));
        _tier.Put(old, 0);
        _tier.Put(young, 0);

        _tier.Remove(old);
        Assert.Same(young, _tier.Peek(1));
        _tier.Remove(young);
        _tier.Remove(young);

        Assert.Null(_tier.Peek(1));
        Assert.Equal((0, 0, 0), (_budget.Bytes, _budget.Entries, _budget.Evictions));
        Assert.Empty(_budget.Verify());
    }

    [Fact]
    public void One_bound_holds_over_several_tiers()
    {
        var other = new MemoryTier<long, string>(_budget);
        for (var key = 0; key < 10; key++) _tier.Put(key);
        for (var key = 0; key < 7; key++) other.Put(key);

        Assert.Equal([7, 8, 9], Held(10));
        Assert.Equal(7, Enumerable.Range(0, 10).Count(key => other.Peek(key) is not null));
        Assert.Empty(_budget.Verify());
    }

    [Theory]
    [InlineData(MemoryEviction.TinySieve)]
    [InlineData(MemoryEviction.Lru)]
    public void The_number_of_entries_is_bounded_as_exactly_as_their_bytes(MemoryEviction eviction)
    {
        var budget = Entries.Budget(1_000, entries: 5, eviction);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < 8; key++)
        {
            tier.Put(key, 10);
            Assert.Equal(Math.Min(key + 1, 5), budget.Entries);
        }
        Assert.Equal((50, 3), (budget.Bytes, budget.Evictions));

        tier.Put(7, 10); // a replacement needs no room
        Assert.Equal((5, 3), (budget.Entries, budget.Evictions));
        tier.Put(8, 970); // and here the bytes decide: only three of ten fit beside it
        Assert.Equal((1_000, 4), (budget.Bytes, budget.Entries));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void A_memory_for_no_entry_keeps_none()
    {
        var tier = new MemoryTier<int, string>(Entries.Budget(1_000, entries: 0));

        Assert.False(tier.Put(1));
        Assert.Null(tier.Peek(1));
    }

    [Theory]
    [InlineData(MemoryEviction.TinySieve)]
    [InlineData(MemoryEviction.Lru)]
    public void A_random_life_never_exceeds_a_limit_nor_loses_count(MemoryEviction eviction)
    {
        var random = new Random(4711);
        var budget = Entries.Budget(10_000, entries: 60, eviction);
        var tier = new MemoryTier<int, string>(budget);
        for (var step = 0; step < 100_000; step++)
        {
            var key = random.Next(200);
            switch (random.Next(4))
            {
                case 0 when tier.Peek(key) is { } gone:
                    tier.Remove(gone);
                    Assert.Null(tier.Peek(key));
                    break;
                case 1:
                    tier.Hit(key);
                    break;
                default:
                    Assert.True(tier.Put(key, random.Next(1, 600), new(1, (ulong)random.Next(50))));
                    Assert.NotNull(tier.Peek(key));
                    break;
            }
            Assert.InRange(budget.Bytes, 0, 10_000);
            Assert.InRange(budget.Entries, 0, 60);
            if (step % 1_000 == 0) Assert.Empty(budget.Verify());
        }
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void Stamps_that_are_equal_are_kept_once()
    {
        var entries = new[] { 5UL, 5UL, 6UL, 5UL }.Select((horizon, key) => Entries.Of(_tier, key, 10, new(1, horizon))).ToList();
        entries.ForEach(entry => _tier.Put(entry, 0));

        Assert.Same(entries[0].Stamp, entries[1].Stamp);
        Assert.Same(entries[0].Stamp, entries[3].Stamp);
        Assert.Equal(6UL, entries[2].Stamp.Horizon);
    }

    private IEnumerable<int> Held(int keys) => Enumerable.Range(0, keys).Where(key => _tier.Peek(key) is not null);
}
