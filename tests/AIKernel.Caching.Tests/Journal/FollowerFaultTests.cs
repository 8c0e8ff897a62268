using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIKernel.Caching.Tests.Journal;

/// <summary>The follower without its journal, without its notifications, and at its end.</summary>
public sealed class FollowerFaultTests
{
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
    public async Task A_journal_that_cannot_be_cancelled_holds_the_end_of_the_node_up_no_longer_than_the_host_waits()
    {
        await using var world = new CacheWorld();
        using var journal = new DeafJournal();
        using var follower = new JournalFollower<ManualKernelClock>(journal, new(10), new(), new(), new(world.Time, new()), world.Time, NullLogger<JournalFollower<ManualKernelClock>>.Instance);
        await follower.StartAsync(default);
        await journal.Listening;

        using var patience = new CancellationTokenSource();
        var stop = follower.StopAsync(patience.Token);
        await journal.Cancelled;
        Assert.False(stop.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop);
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

    /// <summary>Listens, and blocks whoever cancels that.</summary>
    private sealed class DeafJournal : IInvalidationJournal, IDisposable
    {
        private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _heard = new();

        public Task Listening => _listening.Task;
        public Task Cancelled => _cancelled.Task;

        public ValueTask<JournalRead> ReadAsync(JournalSnapshot? since, CancellationToken cancellationToken) => new(new JournalRead(1, new(5, 5, []), 0, []));

        public async Task ListenAsync(Action wake, CancellationToken cancellationToken)
        {
            await using var registration = cancellationToken.Register(() =>
            {
                _cancelled.SetResult();
                _heard.Wait(CancellationToken.None);
            });
            _listening.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        }

        public Task PruneAsync(TimeSpan retention, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _heard.Set();
    }
}
