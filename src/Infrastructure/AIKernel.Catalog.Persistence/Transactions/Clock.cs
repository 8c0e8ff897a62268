namespace AIKernel.Catalog.Persistence.Transactions;

internal static class Clock
{
    /// <summary>Now, in UTC and whole microseconds: what PostgreSQL keeps, so that a value read back equals the one written.</summary>
    public static DateTimeOffset Now(TimeProvider time)
    {
        var now = time.GetUtcNow().ToUniversalTime();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
