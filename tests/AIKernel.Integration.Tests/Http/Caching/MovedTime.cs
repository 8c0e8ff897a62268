namespace AIKernel.Integration.Tests.Http.Caching;

/// <summary>The system's time, but for the date, which a test moves on: what was loaded before is older then.</summary>
internal sealed class MovedTime : TimeProvider
{
    private long _by;

    public void Move(TimeSpan by) => Interlocked.Add(ref _by, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Volatile.Read(ref _by));
}
