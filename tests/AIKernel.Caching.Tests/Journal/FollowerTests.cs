using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.Logging.Abstractions;

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

        world.Database.Write("x", 1);
        var second = node.CatchUpAsync();
        gate.Open();
        await first;
        await second;

        Assert.Equal(1, await values.GetAsync("x", default));
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
    public async Task A_lost_listener_is_reported_and_listens_again_a_second_later()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();

        node.Journal.BreakListening(new IOException("reset"));
        await node.Log.WrittenAsync(1013);
        await world.Time.SleepingAsync(TimeSpan.FromSeconds(1));
        Assert.False(node.Journal.ListeningAsync().IsCompleted);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await node.Journal.ListeningAsync();

        var gate = world.Gates.Close(CallKind.Journal);
        world.Database.Write("x", 1);
        await gate.ArrivedAsync();
        gate.Open();
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_is_reported_once_counted_every_time_and_reported_back()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        using (world.Gates.Fail(CallKind.Journal, new IOException("unreachable")))
            for (var attempt = 0; attempt < 3; attempt++) await Assert.ThrowsAsync<JournalUnavailableException>(node.CatchUpAsync);

        Assert.Equal(1, node.Log.Count(1011));
        Assert.Equal(3, node.Statistics.JournalErrors.Value);
        await node.CatchUpAsync();
        Assert.Equal(1, node.Log.Count(1012));
    }

    [Fact]
    public async Task A_host_without_its_journal_starts_after_MaxStaleness_and_follows_when_it_comes()
    {
        await using var world = new CacheWorld();
        var node = world.NewNode();
        var gate = world.Gates.Close(CallKind.Journal);
        var start = node.Follower.StartAsync(default);
        await gate.ArrivedAsync();

        world.Time.Advance(node.Options.MaxStaleness);
        await start;
        Assert.False(node.Follower.Status.Certified);
        Assert.Null(node.Follower.Status.Lag);

        gate.Open();
        await node.CatchUpAsync();
        Assert.True(node.Follower.Status.Certified);
        Assert.Equal(TimeSpan.Zero, node.Follower.Status.Lag);
    }

    [Fact]
    public async Task A_read_that_outlives_its_deadline_is_cancelled_and_the_next_one_goes_out()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var gate = world.Gates.Close(CallKind.Journal);
        var waiting = node.CatchUpAsync();
        await gate.ArrivedAsync();
        await world.Time.SleepingAsync(node.Options.MaxStaleness);

        world.Time.Advance(node.Options.MaxStaleness);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => waiting);
        Assert.Equal(1, gate.Cancelled);
        gate.Open();
        await node.CatchUpAsync();
        Assert.True(node.Follower.Status.Certified);
    }

    [Fact]
    public async Task A_deadline_that_fires_while_its_read_completes_harms_nobody()
    {
        var time = new BelatedTimeProvider();
        var database = new SimulatedDatabase(new ManualTimeProvider());
        var options = new CacheOptions();
        var journal = new SimulatedJournal(database, new Gates(), "a") { Notifying = false };
        using var follower = new JournalFollower<SystemKernelClock>(journal, new(10), options, new(), default, time, NullLogger<JournalFollower<SystemKernelClock>>.Instance);
        await follower.StartAsync(default);
        await follower.CatchUpAsync(default);
        await follower.StopAsync(default);

        // Every timer that was disposed had its callback on the way already.
        time.FireAll();
    }

    [Fact]
    public async Task Stopping_ends_both_loops_and_refuses_catch_ups()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var gate = world.Gates.Close(CallKind.Journal);
        var waiting = node.CatchUpAsync();
        await gate.ArrivedAsync();
        var next = node.CatchUpAsync();

        await node.Follower.StopAsync(default);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => waiting);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => next);
        await Assert.ThrowsAsync<JournalUnavailableException>(node.CatchUpAsync);
        Assert.Equal(0, node.Log.Count(1011));
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

    /// <summary>Its timers never fire by themselves, and disposing one comes too late for its callback.</summary>
    private sealed class BelatedTimeProvider : TimeProvider
    {
        private readonly List<Action> _callbacks = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_callbacks) _callbacks.Add(() => callback(state));
            return new NoTimer();
        }

        public void FireAll() => _callbacks.ForEach(static callback => callback());

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => default;
        }
    }
}
