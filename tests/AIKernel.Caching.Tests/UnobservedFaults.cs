namespace AIKernel.Caching.Tests;

/// <summary>Counts faults of one type that surfaced because nobody looked at their tasks.</summary>
internal sealed class UnobservedFaults<TException> : IDisposable
    where TException : Exception
{
    private int _count;

    public UnobservedFaults() => TaskScheduler.UnobservedTaskException += Note;

    /// <summary>Collects garbage, tasks among it, and tells how many faults surfaced.</summary>
    public int Collect()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return Volatile.Read(ref _count);
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Note;

    private void Note(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        if (unobserved.Exception.InnerExceptions.Any(static one => one is TException)) Interlocked.Increment(ref _count);
    }
}
