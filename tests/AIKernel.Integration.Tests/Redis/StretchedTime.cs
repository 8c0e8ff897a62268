namespace AIKernel.Integration.Tests.Redis;

/// <summary>Time in which every wait is a thousand times as long: what happens within a test was not waited for.</summary>
internal sealed class StretchedTime : TimeProvider
{
    private const int Factor = 1_000;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Stretch(dueTime), Stretch(period)));

    private static TimeSpan Stretch(TimeSpan wait) => wait <= TimeSpan.Zero ? wait : wait * Factor;

    private sealed class Timer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Stretch(dueTime), Stretch(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
