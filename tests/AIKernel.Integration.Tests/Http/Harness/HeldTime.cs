namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>A clock whose one timer goes off when the test says so.</summary>
internal sealed class HeldTime : TimeProvider
{
    private (TimerCallback Callback, object? State, TimeSpan Due)? _timer;

    /// <summary>Lets the timer go off; tells what it was set to.</summary>
    public TimeSpan Fire()
    {
        var (callback, state, due) = _timer ?? throw new InvalidOperationException("No timer was set.");
        callback(state);
        return due;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timer = (callback, state, dueTime);
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
