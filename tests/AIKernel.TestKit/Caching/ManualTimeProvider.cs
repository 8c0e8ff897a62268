namespace AIKernel.TestKit.Caching;

/// <summary>
/// Time that stands still until a test advances it. Timers fire on the advancing thread, each at its own moment and in
/// order, so that whoever reads the time in a callback sees the moment the timer was due.
/// </summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan DueTime, int Count, TaskCompletionSource Source)> _watchers = [];
    private readonly Dictionary<TimeSpan, int> _started = [];
    private long _elapsed;

    /// <summary>Since the start, in ticks of 100 ns.</summary>
    public TimeSpan Elapsed => new(Volatile.Read(ref _elapsed));

    /// <summary>What the kernel's clock would show: milliseconds since some fixed moment, far from zero.</summary>
    public long Milliseconds => 1_000_000 + Volatile.Read(ref _elapsed) / TimeSpan.TicksPerMillisecond;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _elapsed);

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>How many timers of this due time were ever started.</summary>
    public int Started(TimeSpan dueTime)
    {
        lock (_lock) return _started.GetValueOrDefault(dueTime);
    }

    /// <summary>How many timers of this due time are waiting to fire.</summary>
    public int Waiting(TimeSpan dueTime)
    {
        lock (_lock) return _timers.Count(timer => timer.DueTime == dueTime);
    }

    /// <summary>When the next timer fires; null when none is waiting.</summary>
    public TimeSpan? NextDue
    {
        get { lock (_lock) return _timers.Count == 0 ? null : new(_timers.Min(static timer => timer.DueAt)); }
    }

    /// <summary>Completes when so many timers of this due time are waiting: the gate for code that goes to sleep on its own.</summary>
    public Task SleepingAsync(TimeSpan dueTime, int count = 1)
    {
        lock (_lock)
        {
            if (_timers.Count(timer => timer.DueTime == dueTime) >= count) return Task.CompletedTask;
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((dueTime, count, source));
            return source.Task;
        }
    }

    /// <summary>Moves time on, firing what becomes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var target = Volatile.Read(ref _elapsed) + by.Ticks;
        while (TakeDue(target) is { } timer) timer.Fire();
        Volatile.Write(ref _elapsed, target);
    }

    private ManualTimer? TakeDue(long target)
    {
        lock (_lock)
        {
            var next = _timers.MinBy(static timer => timer.DueAt);
            if (next is null || next.DueAt > target) return null;
            if (next.DueAt > _elapsed) Volatile.Write(ref _elapsed, next.DueAt);
            if (next.Period > TimeSpan.Zero) next.DueAt += next.Period.Ticks;
            else _timers.Remove(next);
            return next;
        }
    }

    private void Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime < TimeSpan.Zero) return;
            (timer.DueTime, timer.Period, timer.DueAt) = (dueTime, period, _elapsed + dueTime.Ticks);
            _timers.Add(timer);
            _started[dueTime] = _started.GetValueOrDefault(dueTime) + 1;
            foreach (var watcher in _watchers.FindAll(watcher => watcher.DueTime == dueTime && _timers.Count(one => one.DueTime == dueTime) >= watcher.Count))
            {
                _watchers.Remove(watcher);
                watcher.Source.SetResult();
            }
        }
    }

    private void Cancel(ManualTimer timer)
    {
        lock (_lock) _timers.Remove(timer);
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        public long DueAt;
        public TimeSpan DueTime, Period;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Schedule(this, dueTime, period);
            return true;
        }

        public void Dispose() => owner.Cancel(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
