using AIKernel.Caching.Journal;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Contract;

/// <summary>G4: a node that cannot prove its view of the journal young enough serves nothing from its cache.</summary>
public sealed class BoundedStalenessTests
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_node_cut_off_from_the_journal_serves_nothing_after_MaxStaleness_and_serves_again_after_the_next_read()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync("cut");
        var values = node.BindValues();
        await values.GetAsync("x", default);
        await node.CatchUpAsync();
        using (world.Gates.Fail(CallKind.Journal, new IOException("unreachable")))
        {
            world.Database.Write("x", 1);
            world.Time.Advance(node.Options.MaxStaleness - Instant);
            Assert.Null(await values.GetAsync("x", default));

            world.Time.Advance(Instant);
            Assert.Equal(1, await values.GetAsync("x", default));
            Assert.Equal(1, await values.GetAsync("x", default));
            Assert.Equal(3, world.Gates.Count(CallKind.Load));
            Assert.False(node.Follower.Status.Certified);
        }

        await node.CatchUpAsync();
        await values.GetAsync("x", default);
        await values.GetAsync("x", default);
        Assert.Equal(4, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task An_entry_that_no_change_touched_is_served_again_once_the_node_is_certified()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await values.GetAsync("x", default);
        using (world.Gates.Fail(CallKind.Journal, new IOException("unreachable")))
        {
            world.Time.Advance(node.Options.MaxStaleness);
            await values.GetAsync("x", default);
        }
        await node.CatchUpAsync();
        var loads = world.Gates.Count(CallKind.Load);

        await values.GetAsync("x", default);

        Assert.Equal(loads, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task The_view_is_as_old_as_the_moment_it_was_asked_for_not_as_the_moment_it_arrived()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var gate = world.Gates.Close(CallKind.Journal, Hold.After);
        var poll = node.CatchUpAsync();
        await gate.ArrivedAsync();
        world.Time.Advance(node.Options.MaxStaleness - 2 * Instant);
        gate.Open();
        await poll;

        Assert.True(node.Follower.Status.Certified);
        using (world.Gates.Fail(CallKind.Journal, new IOException("unreachable")))
        {
            world.Time.Advance(Instant);
            Assert.True(node.Follower.Status.Certified);
            world.Time.Advance(Instant);
            Assert.False(node.Follower.Status.Certified);
        }
    }

    [Fact]
    public async Task A_thread_held_up_between_its_readings_does_not_serve_a_value_older_than_MaxStaleness()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var values = node.BindValues();
        world.Database.Write("x", 1);
        await node.CatchUpAsync();
        Assert.Equal(1, await values.GetAsync("x", default));
        Assert.Equal(1, await values.GetAsync("x", default)); // a hit: from now on the version alone answers for the tags

        // At the reading of the clock in IsServable the thread stands still: its certification runs out, the value
        // changes, the follower takes the change in and certifies again. (The real one is held; the trap does its work.)
        world.Gates.Close(CallKind.Journal);
        node.Trap.Set(() =>
        {
            world.Database.Write("x", 2);
            world.Time.Advance(node.Options.MaxStaleness + Instant);
            ApplyNow(node, world);
        });

        Assert.Equal(2, await values.GetAsync("x", default));
        Assert.True(node.Trap.Sprung);
    }

    [Fact]
    public async Task A_thread_held_up_after_its_certification_ran_out_sees_that_it_did()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var values = node.BindValues();
        await values.GetAsync("x", default);
        await values.GetAsync("x", default);
        await node.CatchUpAsync();

        node.Trap.Set(() =>
        {
            world.Database.Write("x", 1);
            world.Time.Advance(node.Options.MaxStaleness);
        });
        using var cut = world.Gates.Fail(CallKind.Journal, new IOException("unreachable"));

        Assert.Equal(1, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_stopped_follower_certifies_nothing_more()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await values.GetAsync("x", default);
        await node.Follower.StopAsync(default);

        await Assert.ThrowsAsync<JournalUnavailableException>(node.CatchUpAsync);
        world.Database.Write("x", 1);
        world.Time.Advance(node.Options.MaxStaleness);

        Assert.Equal(1, await values.GetAsync("x", default));
    }

    /// <summary>What the follower does, in one moment and on this thread.</summary>
    private static void ApplyNow(CacheHarness node, CacheWorld world)
    {
        var (started, decertifications) = (world.Time.Milliseconds, node.Table.Decertifications);
        Assert.True(node.Table.Apply(world.Database.ReadJournal(node.Table.Snapshot), whole: false));
        node.Table.Certify(started + (long)node.Options.MaxStaleness.TotalMilliseconds, decertifications);
    }
}
