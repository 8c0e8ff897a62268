using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

/// <summary>Calls that leave the source alone.</summary>
public sealed class OnlyCachedTests
{
    private static readonly EntryPolicy Leased = EntryPolicy.Of(TimeSpan.FromSeconds(60)) with { Lease = true };

    [Fact]
    public async Task What_no_tier_holds_is_not_asked_for_and_leaves_no_trace()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues(Leased);

        var trace = CacheTrace.Begin(loadNothing: true);
        await Assert.ThrowsAsync<NotCachedException>(() => values.GetAsync("x", default).AsTask());
        await Assert.ThrowsAsync<NotCachedException>(() => values.GetManyAsync(["x", "y"], default).AsTask());

        Assert.Equal((0, 0), (world.Gates.Count(CallKind.Load), world.Gates.Count(CallKind.Lease)));
        Assert.Equal((CacheOutcome.None, 0L), (trace.Outcome, node.Statistics.Operation("test.value").Misses.Value));
    }

    [Fact]
    public async Task Both_tiers_are_looked_into_and_what_the_second_holds_is_kept_in_the_first()
    {
        await using var world = new CacheWorld();
        var (_, values) = await WarmAsync(world);
        var other = await world.StartNodeAsync("b");
        var others = other.BindValues(Leased);

        Assert.Equal(CacheOutcome.Memory, await OutcomeAsync(values, 7));
        Assert.Equal(CacheOutcome.Shared, await OutcomeAsync(others, 7));
        Assert.Equal(CacheOutcome.Memory, await OutcomeAsync(others, 7));
        CacheTrace.Begin(loadNothing: true);
        Assert.Equal([7, 7], await others.GetManyAsync(["x", "x"], default));
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task What_was_changed_is_not_there_in_whichever_tier_it_lies()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        world.Database.Write("x", 8);
        await node.CatchUpAsync();

        CacheTrace.Begin(loadNothing: true);
        await Assert.ThrowsAsync<NotCachedException>(() => values.GetAsync("x", default).AsTask());
    }

    [Fact]
    public async Task What_was_changed_while_the_shared_tier_answered_is_not_served()
    {
        await using var world = new CacheWorld();
        await WarmAsync(world);
        var other = await world.StartNodeAsync("b");
        var others = other.BindValues(Leased);
        var answer = world.Gates.Close(CallKind.Get, Hold.After, "b");
        CacheTrace.Begin(loadNothing: true);
        var read = others.GetAsync("x", default).AsTask();
        await answer.ArrivedAsync();

        // (1) the old copy is on its way; (2) the change is known here; (3) the copy arrives.
        world.Database.Write("x", 8);
        await other.CatchUpAsync();
        answer.Open();

        await Assert.ThrowsAsync<NotCachedException>(() => read);
        Assert.Equal(0, other.Memory.Entries);
    }

    [Fact]
    public async Task Somebody_else_s_load_is_not_waited_for()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues(Leased);
        var load = world.Gates.Close(CallKind.Load);
        var loading = values.GetAsync("x", default).AsTask();
        await load.ArrivedAsync();

        CacheTrace.Begin(loadNothing: true);
        await Assert.ThrowsAsync<NotCachedException>(() => values.GetAsync("x", default).AsTask());

        load.Open();
        await loading;
    }

    [Fact]
    public async Task A_value_near_its_end_is_served_and_its_refresh_left_to_others()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world, Leased with { RefreshAhead = TimeSpan.FromSeconds(10) });
        world.Time.Advance(TimeSpan.FromSeconds(51));
        await node.CatchUpAsync();

        Assert.Equal(CacheOutcome.Memory, await OutcomeAsync(values, 7));

        Assert.Equal(0, node.Statistics.Operation("test.value").Refreshes.Value);
        Assert.Equal(1, world.Gates.Count(CallKind.Get)); // that of the first life
    }

    [Fact]
    public async Task Where_memory_s_own_time_is_over_and_the_shared_tier_silent_the_entry_still_counts()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world, options: CacheWorld.Defaults with { MemoryLifetime = TimeSpan.FromSeconds(5) });
        world.Time.Advance(TimeSpan.FromSeconds(6));
        await node.CatchUpAsync();
        using var silent = world.Gates.Fail(CallKind.Get, new TimeoutException("the tier"));

        Assert.Equal(CacheOutcome.Memory, await OutcomeAsync(values, 7));
    }

    [Fact]
    public async Task A_node_that_can_vouch_for_nothing_has_nothing()
    {
        await using var world = new CacheWorld();
        var (_, values) = await WarmAsync(world);
        using var unread = world.Gates.Fail(CallKind.Journal, new TimeoutException("the journal"));
        world.Time.Advance(CacheWorld.Defaults.MaxStaleness);

        CacheTrace.Begin(loadNothing: true);
        await Assert.ThrowsAsync<NotCachedException>(() => values.GetAsync("x", default).AsTask());
    }

    [Fact]
    public async Task One_that_also_keeps_nothing_looks_into_memory_alone()
    {
        await using var world = new CacheWorld();
        await WarmAsync(world);
        var other = await world.StartNodeAsync("b");
        var others = other.BindValues(Leased);

        CacheTrace.Begin(keepNothing: true, loadNothing: true);
        await Assert.ThrowsAsync<NotCachedException>(() => others.GetAsync("x", default).AsTask());
        Assert.Equal(0, other.Memory.Entries);
    }

    private static async Task<CacheOutcome> OutcomeAsync(CachedOperation<string, long?> values, long expected)
    {
        var trace = CacheTrace.Begin(loadNothing: true);
        Assert.Equal(expected, await values.GetAsync("x", default));
        return trace.Outcome;
    }

    private static async Task<(CacheHarness Node, CachedOperation<string, long?> Values)> WarmAsync(CacheWorld world, EntryPolicy? policy = null, CacheOptions? options = null)
    {
        world.Database.Write("x", 7);
        var node = await world.StartNodeAsync(options: options);
        var values = node.BindValues(policy ?? Leased);
        await values.GetAsync("x", default);
        return (node, values);
    }
}
