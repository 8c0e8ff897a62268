namespace AIKernel.Caching.Sharing;

/// <summary>
/// One deadline for many calls, with one timer: all of them wait equally long, so whoever came first is due first.
/// Nobody waits longer than the deadline and the millisecond that timers are exact to.
/// </summary>
internal sealed class DeadlineQueue : IDisposable
{
    private readonly record struct Watched(GuardedCall Call, long Use, long DueAt)
    {
        public bool IsOver => !Call.IsWaiting(Use);
    }

    private readonly Lock _lock = new();
    private readonly Queue<Watched> _watched = new();
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly long _length;
    private readonly ITimer _timer;
    private bool _armed;

    public DeadlineQueue(TimeSpan deadline, TimeProvider time)
    {
        (_deadline, _time, _length) = (deadline, time, (long)(deadline.TotalSeconds * time.TimestampFrequency));
        _timer = time.CreateTimer(static queue => ((DeadlineQueue)queue!).ExpireDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many calls wait for an answer or their deadline.</summary>
    public int Waiting
    {
        get { lock (_lock) return _watched.Count(static one => !one.IsOver); }
    }

    /// <summary>Ends this use of the call at the deadline, unless it is over by then.</summary>
    public void Watch(GuardedCall call, long use)
    {
        lock (_lock)
        {
            // Calls that are over are swept out from the front as others come: the queue stays as short as there are callers.
            DropFinished();
            // The time is read under the lock, so that the order of the queue is the order of the deadlines.
            _watched.Enqueue(new(call, use, _time.GetTimestamp() + _length));
            if (_armed) return;
            _armed = true;
            _timer.Change(_deadline, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void ExpireDue()
    {
        while (TakeDue() is { } due) due.Call.Expire(due.Use);
    }

    /// <summary>The next call whose time is up; null when there is none, and the timer is set for the next.</summary>
    private Watched? TakeDue()
    {
        lock (_lock)
        {
            DropFinished();
            if (!_watched.TryPeek(out var oldest))
            {
                _armed = false;
                return null;
            }
            var left = oldest.DueAt - _time.GetTimestamp();
            if (left <= 0) return _watched.Dequeue();
            // Rounded up: a timer of less than a millisecond fires at once, again and again.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left * 1000.0 / _time.TimestampFrequency)), Timeout.InfiniteTimeSpan);
            return null;
        }
    }

    private void DropFinished()
    {
        while (_watched.TryPeek(out var oldest) && oldest.IsOver) _watched.Dequeue();
    }
}
