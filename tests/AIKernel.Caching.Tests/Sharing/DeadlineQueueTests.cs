using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIKernel.Caching.Tests.Sharing;

public sealed class DeadlineQueueTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(80);

    private readonly ManualTimeProvider _time = new();
    private readonly CacheStatistics _statistics = new();

    [Fact]
    public async Task Each_call_is_given_up_at_its_own_deadline_to_the_millisecond()
    {
        using var guard = NewGuard();
        using var deadlines = new DeadlineQueue(Deadline, _time);
        var calls = new List<Task<SharedAnswer<int>>>();
        for (var i = 0; i < 5; i++)
        {
            calls.Add(WaitAsync(guard, deadlines, new TaskCompletionSource<int>()));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        _time.Advance(Deadline - TimeSpan.FromMilliseconds(6));
        Assert.Equal(5, deadlines.Waiting);

        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(4 - i, deadlines.Waiting);
            Assert.False((await calls[i]).Answered);
        }
        Assert.Equal(5, _statistics.SharedTierErrors("timeout").Value);
    }

    [Fact]
    public async Task However_many_calls_there_are_there_is_one_timer_and_it_rests_when_nobody_waits()
    {
        using var guard = NewGuard();
        using var deadlines = new DeadlineQueue(Deadline, _time);
        for (var i = 0; i < 1_000; i++)
        {
            var answer = new TaskCompletionSource<int>();
            var call = WaitAsync(guard, deadlines, answer);
            answer.SetResult(i);
            Assert.Equal(i, (await call).Value);
        }
        Assert.Equal(1, _time.Started(Deadline));

        _time.Advance(Deadline);
        Assert.Null(_time.NextDue);
        Assert.Equal(0, deadlines.Waiting);
    }

    [Fact]
    public async Task The_deadline_of_a_call_that_was_answered_does_not_end_the_next_use_of_its_object()
    {
        using var guard = NewGuard();
        using var deadlines = new DeadlineQueue(Deadline, _time);
        var stuck = WaitAsync(guard, deadlines, new TaskCompletionSource<int>()); // in front of all others in the queue
        var first = new TaskCompletionSource<int>();
        var call = WaitAsync(guard, deadlines, first);
        first.SetResult(1);
        Assert.True((await call).Answered);
        _time.Advance(TimeSpan.FromMilliseconds(40));
        var second = new TaskCompletionSource<int>();
        call = WaitAsync(guard, deadlines, second);

        _time.Advance(TimeSpan.FromMilliseconds(40));
        Assert.False((await stuck).Answered);
        Assert.False(call.IsCompleted);
        second.SetResult(2);

        Assert.Equal(2, (await call).Value);
    }

    [Fact]
    public async Task A_call_that_is_answered_in_time_allocates_nothing()
    {
        using var guard = NewGuard();
        using var deadlines = new DeadlineQueue(Deadline, _time);
        var source = new Answers();
        async Task<long> RunAsync()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                var call = GuardedCall<long>.WaitAsync(source.Ask(), guard, deadlines, "get", null);
                source.Answer(i);
                Assert.True(call.IsCompleted);
                if ((await call).Value != i) throw new InvalidOperationException("Another call's answer.");
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        await RunAsync();

        Assert.Equal(0, await RunAsync());
    }

    [Fact]
    public async Task Answers_and_deadlines_that_race_end_each_call_once_and_never_anothers()
    {
        using var guard = new GuardedSharedTier(null, new(), _statistics, TimeProvider.System, NullLogger<GuardedSharedTier>.Instance);
        using var deadlines = new DeadlineQueue(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        var (answered, late) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var round = 0; round < 500; round++)
            {
                var (source, expected) = (new TaskCompletionSource<int>(), caller * 1_000 + round);
                var call = GuardedCall<int>.WaitAsync(new(source.Task), guard, deadlines, "get", null).AsTask();
                // At once, at about the deadline, or only when it is over.
                var when = random.Next(3);
                if (when == 0) source.SetResult(expected);
                if (when == 1) _ = Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System).ContinueWith(_ => source.SetResult(expected), TaskScheduler.Default);
                var answer = await call;
                if (when == 2) source.SetResult(expected);
                if (answer.Answered && answer.Value != expected) throw new InvalidOperationException("Another call's answer.");
                if (answer.Answered) Interlocked.Increment(ref answered);
                else Interlocked.Increment(ref late);
            }
        })));

        Assert.Equal(8_000, answered + late);
        Assert.Equal(late, _statistics.SharedTierErrors("timeout").Value);
        Assert.True(answered > 0 && late > 0, $"{answered} answered, {late} late");
    }

    private GuardedSharedTier NewGuard() => new(null, new(), _statistics, _time, NullLogger<GuardedSharedTier>.Instance);

    private static Task<SharedAnswer<int>> WaitAsync(GuardedSharedTier guard, DeadlineQueue deadlines, TaskCompletionSource<int> answer) =>
        GuardedCall<int>.WaitAsync(new(answer.Task), guard, deadlines, "get", null).AsTask();

    /// <summary>Answers one question at a time, without allocating.</summary>
    private sealed class Answers : System.Threading.Tasks.Sources.IValueTaskSource<long>
    {
        private System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore<long> _core;

        public ValueTask<long> Ask()
        {
            _core.Reset();
            return new(this, _core.Version);
        }

        public void Answer(long value) => _core.SetResult(value);
        public long GetResult(short token) => _core.GetResult(token);
        public System.Threading.Tasks.Sources.ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);
        public void OnCompleted(Action<object?> continuation, object? state, short token, System.Threading.Tasks.Sources.ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
