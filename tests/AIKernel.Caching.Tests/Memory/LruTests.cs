using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

public sealed class LruTests
{
    private readonly MemoryBudget _budget = Entries.Budget(300, eviction: MemoryEviction.Lru);
    private readonly MemoryTier<int, string> _tier;

    public LruTests() => _tier = new(_budget);

    [Fact]
    public void The_least_recently_used_entry_goes_first()
    {
        for (var key = 1; key <= 3; key++) _tier.Put(key);
        _tier.Hit(1);
        _tier.Hit(2);
        _tier.Hit(1);

        _tier.Put(4);
        Assert.Null(_tier.Peek(3));
        _tier.Put(5);
        Assert.Null(_tier.Peek(2));
        Assert.NotNull(_tier.Peek(1));
        Assert.Empty(_budget.Verify());
    }

    [Fact]
    public void To_look_is_not_to_use()
    {
        for (var key = 1; key <= 3; key++) _tier.Put(key);
        Assert.NotNull(_tier.Peek(1));

        _tier.Put(4);

        Assert.Null(_tier.Peek(1));
    }

    [Fact]
    public void A_hit_on_an_entry_that_is_out_already_does_not_bring_it_back()
    {
        _tier.Put(1);
        var entry = _tier.Peek(1)!;
        _tier.Remove(entry); // (1) a reader has the entry; (2) it goes; (3) the reader notes its hit

        _tier.MarkHit(entry, 0);

        Assert.Null(_tier.Peek(1));
        Assert.Equal((0, 0), (_budget.Bytes, _budget.Entries));
        Assert.Empty(_budget.Verify());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Over_a_random_life_memory_holds_exactly_what_was_used_last(int seed)
    {
        const int Room = 20;
        var random = new Random(seed);
        var budget = Entries.Budget(100 * Room, eviction: MemoryEviction.Lru);
        var tier = new MemoryTier<int, string>(budget);
        var order = new List<int>(); // the least recently used first
        for (var step = 0; step < 20_000; step++)
        {
            var key = random.Next(60);
            if (random.Next(2) == 0) tier.Put(key);
            else if (!tier.Hit(key)) continue;
            order.Remove(key);
            order.Add(key);
            if (order.Count > Room) order.RemoveAt(0);
            Assert.True(Enumerable.Range(0, 60).All(one => (tier.Peek(one) is not null) == order.Contains(one)), $"Seed {seed}, step {step}.");
        }
        Assert.Empty(budget.Verify());
    }
}
