using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

public sealed class SieveTests
{
    [Fact]
    public void Without_hits_the_oldest_entry_goes_first()
    {
        var budget = Entries.Budget(1_000);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < 15; key++) tier.Put(key);

        Assert.Equal(Enumerable.Range(5, 10), Enumerable.Range(0, 15).Where(key => tier.Peek(key) is not null));
        Assert.Equal(5, budget.Evictions);
    }

    [Fact]
    public void Hot_entries_survive_a_scan_of_a_hundred_times_the_memory()
    {
        var budget = Entries.Budget(100 * 100);
        var tier = new MemoryTier<int, string>(budget);
        var hot = Enumerable.Range(0, 50).Select(key => Entries.Of(tier, key)).ToList();
        Assert.All(hot, entry => Assert.True(tier.Put(entry, 0)));

        for (var key = 1_000; key < 11_000; key++)
        {
            if (key % 25 == 0) hot.ForEach(entry => tier.MarkHit(entry, 0));
            tier.Put(key);
        }

        Assert.All(hot, entry => Assert.Same(entry, tier.Peek(entry.Key)));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void A_hit_writes_its_flag_once_and_the_hand_clears_it()
    {
        var tier = new MemoryTier<int, string>(Entries.Budget(200));
        var entry = Entries.Of(tier, 1);
        tier.Put(entry, 0);
        Assert.False(entry.Visited);

        tier.Hit(1);
        Assert.True(entry.Visited);

        tier.Put(2);
        tier.Put(3); // the hand spares 1 and takes 2
        Assert.False(entry.Visited);
        Assert.NotNull(tier.Peek(1));
        Assert.Null(tier.Peek(2));
    }
}
