using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

/// <summary>Room for ten entries: one among the newcomers, nine among those kept.</summary>
public sealed class TinySieveTests
{
    private readonly MemoryBudget _budget = Entries.Budget(1_000);
    private readonly MemoryTier<int, string> _tier;

    public TinySieveTests()
    {
        _tier = new(_budget);
        for (var key = 0; key < 10; key++) _tier.Put(key);
    }

    [Fact]
    public void While_there_is_room_everything_is_kept()
    {
        Assert.Equal(Enumerable.Range(0, 10), Held());
        Assert.Equal(0, _budget.Evictions);
        Assert.Equal([.. Enumerable.Repeat(Place.Main, 9), Place.Window], Enumerable.Range(0, 10).Select(key => _tier.Peek(key)!.Place));
    }

    [Fact]
    public void A_scan_passes_by_what_is_kept()
    {
        const int Room = 1_000;
        var budget = Entries.Budget(100 * Room);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < Room + 2_000; key++) tier.Put(key);

        // Some strangers look familiar: their counters are those of others.
        Assert.InRange(Enumerable.Range(0, 900).Count(key => tier.Peek(key) is not null), 700, 900);
        Assert.NotNull(tier.Peek(Room + 1_999));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void A_newcomer_that_is_hit_is_kept_and_the_oldest_that_was_not_goes()
    {
        _tier.Hit(9);
        _tier.Hit(0);

        _tier.Put(10);

        Assert.Equal([0, 2, 3, 4, 5, 6, 7, 8, 9, 10], Held()); // the hand spared 0 and took 1
        Assert.Equal((Place.Main, false), (_tier.Peek(9)!.Place, _tier.Peek(9)!.Visited));
        Assert.False(_tier.Peek(0)!.Visited);
    }

    [Fact]
    public void A_newcomer_that_came_in_more_often_than_the_one_it_would_replace_is_kept()
    {
        _tier.Put(10); // 9 goes
        _tier.Put(9); // and comes again; 10 goes
        _tier.Put(11);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 11], Held());
        Assert.Empty(_budget.Verify());
    }

    [Fact]
    public void A_newcomer_that_came_in_as_often_is_not_so_that_a_loop_keeps_what_it_finds_again()
    {
        var hits = 0;
        for (var i = 0; i < 2_000; i++)
            if (_tier.Hit(i % 20)) hits++; else _tier.Put(i % 20);

        Assert.InRange(hits, 500, 2_000); // least recently used: none
    }

    [Fact]
    public void What_has_expired_goes_without_a_contest()
    {
        var budget = Entries.Budget(1_000);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < 10; key++) tier.Put(Entries.Of(tier, key, expiresAt: key == 0 ? 50 : 1_000), 0);

        tier.Put(Entries.Of(tier, 10, expiresAt: 60), now: 49);
        Assert.Null(tier.Peek(9)); // the newcomer: 0 is alive
        tier.Put(Entries.Of(tier, 11, expiresAt: 1_000), now: 50);
        Assert.Null(tier.Peek(0));
        Assert.NotNull(tier.Peek(10));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void A_newcomer_that_has_expired_goes_itself()
    {
        var budget = Entries.Budget(1_000);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < 10; key++) tier.Put(Entries.Of(tier, key, expiresAt: 50), 0);

        tier.Put(Entries.Of(tier, 10, expiresAt: 1_000), now: 50);

        Assert.Null(tier.Peek(9));
        Assert.NotNull(tier.Peek(0));
    }

    [Fact]
    public void A_successor_takes_the_place_and_the_flag_of_what_it_replaces()
    {
        _tier.Hit(3);

        _tier.Put(3);
        _tier.Put(4);

        Assert.Equal((Place.Main, true), (_tier.Peek(3)!.Place, _tier.Peek(3)!.Visited));
        Assert.Equal((Place.Main, false), (_tier.Peek(4)!.Place, _tier.Peek(4)!.Visited));
        Assert.Empty(_budget.Verify());
    }

    [Fact]
    public void The_window_is_a_tenth_of_the_entries_too()
    {
        var budget = Entries.Budget(1_000_000, entries: 20);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < 23; key++) tier.Put(key);

        Assert.Equal([.. Enumerable.Range(0, 18), 21, 22], Enumerable.Range(0, 50).Where(key => tier.Peek(key) is not null));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void An_entry_larger_than_the_window_comes_in_all_the_same()
    {
        Assert.True(_tier.Put(10, 950));

        Assert.NotNull(_tier.Peek(10));
        Assert.Equal((950, 1), (_budget.Bytes, _budget.Entries));
        Assert.Empty(_budget.Verify());
    }

    [Fact]
    public void Hot_entries_survive_a_scan_of_a_hundred_times_the_memory()
    {
        var budget = Entries.Budget(100 * 100);
        var tier = new MemoryTier<int, string>(budget);
        for (var key = 0; key < 50; key++) tier.Put(key);

        for (var key = 1_000; key < 11_000; key++)
        {
            if (key % 25 == 0) foreach (var hot in Enumerable.Range(0, 50)) tier.Hit(hot);
            tier.Put(key);
        }

        Assert.All(Enumerable.Range(0, 50), key => Assert.NotNull(tier.Peek(key)));
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void A_new_working_set_replaces_the_old_one()
    {
        var budget = Entries.Budget(100 * 100);
        var tier = new MemoryTier<int, string>(budget);
        foreach (var start in new[] { 0, 1_000 })
            for (var i = 0; i < 10_000; i++)
                if (!tier.Hit(start + i % 80)) tier.Put(start + i % 80);

        Assert.InRange(Enumerable.Range(1_000, 80).Count(key => tier.Peek(key) is not null), 75, 80);
    }

    [Fact]
    public void No_eviction_walks_further_than_a_thousand_entries()
    {
        const int Count = 5_000;
        var tier = new MemoryTier<int, string>(Entries.Budget(100 * Count));
        for (var key = 0; key < Count; key++) tier.Put(key);
        for (var key = 0; key < Count; key++) tier.Hit(key);
        var kept = Enumerable.Range(0, Count).Select(key => tier.Peek(key)!).Where(static entry => entry.Place == Place.Main).ToList();

        tier.Put(Count);

        Assert.Equal(TinySieveOrder.MostSpared, kept.Count(static entry => !entry.Visited));
        Assert.Equal(1, kept.Count(static entry => entry.Place == Place.None));
    }

    private IEnumerable<int> Held() => Enumerable.Range(0, 1_100).Where(key => _tier.Peek(key) is not null);
}
