using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

/// <summary>The check that the soaks end with finds each fault it is there for.</summary>
public sealed class IntegrityTests
{
    private readonly MemoryBudget _budget = Entries.Budget(1_000);
    private readonly MemoryTier<int, string> _tier;

    public IntegrityTests()
    {
        _tier = new(_budget);
        for (var key = 0; key < 5; key++) _tier.Put(key);
        Assert.Empty(_budget.Verify());
    }

    [Fact]
    public void An_entry_that_is_in_the_table_but_not_in_a_queue_is_found() => Found(() => _tier.Link(Fresh(6)));

    [Fact]
    public void An_entry_that_is_in_a_queue_but_not_in_the_table_is_found() => Found(() => _tier.Unlink(_tier.Peek(3)!));

    [Fact]
    public void Two_entries_of_one_key_is_found() => Found(() => _tier.Link(Fresh(3)));

    [Fact]
    public void A_chain_that_is_a_ring_is_found() => Found(() => _tier.Peek(3)!.Next = _tier.Peek(3));

    [Fact]
    public void A_queue_that_is_a_ring_is_found() => Found(() => _tier.Peek(3)!.Newer = _tier.Peek(1));

    [Fact]
    public void A_neighbour_that_does_not_name_its_neighbour_is_found() => Found(() => _tier.Peek(3)!.Older = null);

    [Fact]
    public void An_entry_in_a_bucket_where_its_key_does_not_lead_is_found() => Found(() => _tier.Peek(3)!.Hash++);

    [Fact]
    public void An_entry_that_takes_itself_for_out_is_found() => Found(() => _tier.Peek(3)!.Place = Place.None);

    [Fact]
    public void An_entry_that_takes_itself_for_a_newcomer_is_found() => Found(() => _tier.Peek(1)!.Place = Place.Window);

    [Fact]
    public void An_entry_of_another_table_is_found()
    {
        _ = new MemoryTier<int, string>(_budget);
        Found(() => _tier.Peek(3)!.Table = 1);
    }

    private MemoryEntry<int, string> Fresh(int key)
    {
        var entry = Entries.Of(_tier, key);
        entry.Hash = _tier.Walk().First().Hash;
        return entry;
    }

    private void Found(Action plant)
    {
        plant();
        Assert.NotEmpty(_budget.Verify());
    }
}
