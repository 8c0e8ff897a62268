using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Contract;

/// <summary>G1: once a node has seen a change it never serves a value from before it, whatever raced.</summary>
public sealed class NoResurrectionTests
{
    [Fact]
    public async Task A_load_held_at_a_gate_while_the_value_changes_does_not_put_the_old_value_back_into_memory()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(shared: false);
        var values = node.BindValues();

        await LoadWhileItChangesAsync(world, node, values);

        Assert.Equal(2, await values.GetAsync("x", default));
        Assert.Equal(2, await values.GetAsync("x", default));
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_load_held_at_a_gate_while_the_value_changes_does_not_put_the_old_value_back_into_the_shared_tier()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();

        await LoadWhileItChangesAsync(world, node, values);

        Assert.Empty(world.Shared.Keys);
        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_load_held_at_a_gate_while_the_value_changes_does_not_put_the_old_value_back_as_seen_from_another_node()
    {
        await using var world = new CacheWorld();
        var (slow, other) = (await world.StartNodeAsync("slow"), await world.StartNodeAsync("other"));
        var (values, others) = (slow.BindValues(), other.BindValues());
        world.Database.Write("x", 1);
        await slow.CatchUpAsync();
        await other.CatchUpAsync();
        slow.Journal.Notifying = false;
        var gate = world.Gates.Close(CallKind.Load, Hold.After, "slow");
        var read = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();

        // The slow node has not heard of the change, so it believes its copy and publishes it.
        world.Database.Write("x", 2);
        await other.CatchUpAsync();
        gate.Open();
        Assert.Equal(1, await read);
        Assert.Single(world.Shared.Keys);

        Assert.Equal(2, await others.GetAsync("x", default));
        Assert.Equal(1, other.Statistics.Frames(AIKernel.Caching.Sharing.FrameVerdict.Invalidated).Value);

        await slow.CatchUpAsync();
        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_publish_that_arrives_late_in_the_shared_tier_overwrites_the_newer_copy_and_is_refused()
    {
        await using var world = new CacheWorld();
        var (slow, other) = (await world.StartNodeAsync("slow"), await world.StartNodeAsync("other"));
        var (values, others) = (slow.BindValues(), other.BindValues());
        world.Database.Write("x", 1);
        await slow.CatchUpAsync();
        await other.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Set, Hold.Before, "slow");
        var read = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();

        world.Database.Write("x", 2);
        await other.CatchUpAsync();
        Assert.Equal(2, await others.GetAsync("x", default));
        gate.Open();
        Assert.Equal(1, await read);

        var third = await world.StartNodeAsync("third");
        Assert.Equal(2, await third.BindValues().GetAsync("x", default));
    }

    [Fact]
    public async Task A_transaction_in_progress_during_the_load_invalidates_though_its_id_is_below_the_end_of_the_snapshot()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 1);
        var early = world.Database.Begin().Write("x", 2);
        world.Database.Write("y", 1); // a later id ends first
        await node.CatchUpAsync();
        var snapshot = node.Table.Snapshot!;
        Assert.True(early.Sequence < snapshot.End);
        Assert.Contains(early.Sequence, snapshot.InProgress);
        Assert.Equal(1, await values.GetAsync("x", default));

        early.Commit();
        await node.CatchUpAsync();

        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_transaction_in_progress_through_several_reads_of_the_journal_is_read_when_it_commits()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var early = world.Database.Begin().Write("x", 2);
        for (var round = 0; round < 5; round++)
        {
            world.Database.Write("y", round);
            await node.CatchUpAsync();
            Assert.Null(await values.GetAsync("x", default));
        }
        Assert.Equal(early.Sequence, node.Table.Stamp!.Horizon);

        early.Commit();
        await node.CatchUpAsync();

        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_long_transaction_costs_only_misses_on_what_changed_twice_since_it_began()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var longRunning = world.Database.Begin().Write("z", 1);
        world.Database.Write("x", 1);
        world.Database.Write("y", 1);
        world.Database.Write("x", 2);
        await node.CatchUpAsync();

        // Which changes there were of x before the last two is not known any more: right every time, loaded every time.
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal(2, await values.GetAsync("x", default));
            Assert.Equal(1, await values.GetAsync("y", default));
        }
        Assert.Equal(3, world.Gates.Calls.Count(static call => call is { Kind: CallKind.Load, Key: "x" }));
        Assert.Equal(1, world.Gates.Calls.Count(static call => call is { Kind: CallKind.Load, Key: "y" }));

        longRunning.RollBack();
        await node.CatchUpAsync();
        foreach (var _ in Enumerable.Range(0, 3)) Assert.Equal(2, await values.GetAsync("x", default));
        Assert.Equal(4, world.Gates.Calls.Count(static call => call is { Kind: CallKind.Load, Key: "x" }));
        Assert.Equal(1, world.Gates.Calls.Count(static call => call is { Kind: CallKind.Load, Key: "y" }));
    }

    [Fact]
    public async Task What_was_loaded_beside_a_long_transaction_dies_when_that_changes_it()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var longRunning = world.Database.Begin();
        world.Database.Write("x", 1);
        await node.CatchUpAsync();
        Assert.Equal(1, await values.GetAsync("x", default));

        // Its id is lower than that of the change that was seen.
        longRunning.Write("x", 2).Commit();
        await node.CatchUpAsync();
        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_rolled_back_shared_tier_costs_misses_and_shows_nothing_old()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync("a");
        var values = node.BindValues();
        world.Database.Write("x", 1);
        await node.CatchUpAsync();
        await values.GetAsync("x", default);
        var lastWeek = world.Shared.Back();
        world.Database.Write("x", 2);
        await node.CatchUpAsync();
        Assert.Equal(2, await values.GetAsync("x", default));

        world.Shared.RollBack(lastWeek);

        var fresh = await world.StartNodeAsync("b");
        Assert.Equal(2, await fresh.BindValues().GetAsync("x", default));
        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_change_of_one_of_many_tags_is_enough_and_of_another_tag_is_not()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var loads = 0;
        var values = node.Bind("tagged", (_, _) => new ValueTask<int>(++loads), tags: static (tags, _, _) => tags.Add("one").Add("two").Add("three"));
        Assert.Equal(1, await values.GetAsync("x", default));

        world.Database.Touch("four");
        await node.CatchUpAsync();
        Assert.Equal(1, await values.GetAsync("x", default));

        world.Database.Touch("four", "three");
        await node.CatchUpAsync();
        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_value_without_tags_is_valid_until_it_expires()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var loads = 0;
        var values = node.Bind("untagged", (_, _) => new ValueTask<int>(++loads), tags: static (_, _, _) => { });
        await values.GetAsync("x", default);

        world.Database.Touch("x", "y");
        await node.CatchUpAsync();

        Assert.Equal(1, await values.GetAsync("x", default));
    }

    private static async Task LoadWhileItChangesAsync(CacheWorld world, CacheHarness node, CachedOperation<string, long?> values)
    {
        world.Database.Write("x", 1);
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Load, Hold.After);
        var read = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        world.Database.Write("x", 2);
        await node.CatchUpAsync();
        gate.Open();
        Assert.Equal(1, await read); // it began before the change
    }
}
