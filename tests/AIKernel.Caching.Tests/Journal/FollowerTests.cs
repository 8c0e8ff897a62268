using AIKernel.Caching.Journal;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Journal;

public sealed class FollowerTests
{
    [Fact]
    public async Task A_catch_up_waits_for_a_read_that_began_after_the_call()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var values = node.BindValues();
        await values.GetAsync("x", default);
        var gate = world.Gates.Close(CallKind.Journal, Hold.After);
        var first = node.CatchUpAsync();
        await gate.ArrivedAsync(); // its snapshot is taken

        var position = world.Database.Write("x", 1);
        var second = SeesAsync();
        var next = world.Gates.Close(CallKind.Journal); // so that the read after it cannot come to the rescue
        gate.Open();
        await first;
        await next.ArrivedAsync();
        for (var turn = 0; turn < 100; turn++) await Task.Yield();
        next.Open();

        Assert.True(await second);
        Assert.Equal(1, await values.GetAsync("x", default));

        async Task<bool> SeesAsync()
        {
            await node.CatchUpAsync();
            return node.Table.Covers(position);
        }
    }

    [Fact]
    public async Task Concurrent_catch_ups_share_one_read()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var gate = world.Gates.Close(CallKind.Journal);
        var first = node.CatchUpAsync();
        await gate.ArrivedAsync();
        var reads = world.Gates.Count(CallKind.Journal);

        var others = Enumerable.Range(0, 50).Select(_ => node.CatchUpAsync()).ToList();
        gate.Open();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(reads + 1, world.Gates.Count(CallKind.Journal));
    }

    [Fact]
    public async Task A_catch_up_gives_up_after_MaxStaleness_and_when_its_caller_cancels()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var gate = world.Gates.Close(CallKind.Journal);
        using var impatience = new CancellationTokenSource();
        var cancelled = node.Follower.CatchUpAsync(impatience.Token);
        await gate.ArrivedAsync();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        var waiting = node.CatchUpAsync();
        world.Time.Advance(node.Options.MaxStaleness);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => waiting);
        Assert.False(node.Follower.Status.Certified);
    }

    [Fact]
    public async Task A_change_of_epoch_makes_everything_a_miss_in_both_tiers()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await values.GetAsync("x", default);
        await values.GetAsync("y", default);

        world.Database.RaiseEpoch();
        await node.CatchUpAsync();
        await values.GetAsync("x", default);
        await values.GetAsync("y", default);
        Assert.Equal(4, world.Gates.Count(CallKind.Load));
        Assert.Equal(world.Database.Epoch, node.Follower.Status.Epoch);

        await values.GetAsync("x", default);
        Assert.Equal(4, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_failover_that_lost_commits_shows_the_values_of_the_new_history()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 1);
        world.Database.Write("x", 2);
        await node.CatchUpAsync();
        Assert.Equal(2, await values.GetAsync("x", default));

        world.Database.FailOver(lostCommits: 1);
        await node.CatchUpAsync();
        Assert.Equal(1, await values.GetAsync("x", default));

        // The same transaction ids come again: an entry of the old epoch must not pass for one of the new.
        world.Database.Write("x", 3);
        await node.CatchUpAsync();
        Assert.Equal(3, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_follower_that_was_paused_while_the_journal_was_pruned_refuses_what_it_may_have_missed()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var values = node.BindValues(EntryPolicy.Of(TimeSpan.FromDays(1)));
        await values.GetAsync("x", default);
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Journal);

        world.Database.Write("x", 1);
        world.Time.Advance(node.Options.JournalRetention + TimeSpan.FromSeconds(1));
        world.Database.Prune(node.Options.JournalRetention);
        Assert.Equal(0, world.Database.JournalRows);
        gate.Open();
        await node.CatchUpAsync();

        Assert.True(node.Follower.Status.Certified);
        Assert.Equal(1, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_node_that_starts_after_pruning_refuses_copies_older_than_the_mark_and_takes_younger_ones()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync("old");
        var values = node.BindValues(EntryPolicy.Of(TimeSpan.FromDays(1)));
        await values.GetAsync("x", default);
        world.Database.Write("x", 1);
        world.Time.Advance(node.Options.JournalRetention + TimeSpan.FromSeconds(1));
        world.Database.Prune(node.Options.JournalRetention);
        // "x" as the shared tier still has it is older than the mark; "y" is loaded after it.
        await node.CatchUpAsync();
        await values.GetAsync("y", default);
        var loads = world.Gates.Count(CallKind.Load);

        var fresh = await world.StartNodeAsync("new");
        var copies = fresh.BindValues(EntryPolicy.Of(TimeSpan.FromDays(1)));
        Assert.Equal(1, await copies.GetAsync("x", default));
        Assert.Equal(loads + 1, world.Gates.Count(CallKind.Load));
        await copies.GetAsync("y", default);
        Assert.Equal(loads + 1, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_notification_is_enough_to_see_a_change()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var gate = world.Gates.Close(CallKind.Journal);

        world.Database.Write("x", 1);

        await gate.ArrivedAsync(); // without a poll: time stands still
        gate.Open();
    }

    [Fact]
    public async Task When_notifications_are_lost_the_poll_covers()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var values = node.BindValues();
        await values.GetAsync("x", default);
        world.Database.Write("x", 1);
        await world.Time.SleepingAsync(node.Options.PollInterval);
        var gate = world.Gates.Close(CallKind.Journal);

        world.Time.Advance(node.Options.PollInterval);
        await gate.ArrivedAsync();
        gate.Open();
        await node.CatchUpAsync();

        Assert.Equal(1, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task The_status_tells_lag_horizon_and_tags()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var position = world.Database.Touch("a", "b");
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Journal);
        world.Time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(new(true, TimeSpan.FromMilliseconds(100), 1, position.Sequence + 1, 2), node.Follower.Status);
        gate.Open();
    }
}
