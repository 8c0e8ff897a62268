namespace AIKernel.Caching.Flights;

/// <summary>Work that belongs to nobody's request: its activity, its culture and its async locals stay outside.</summary>
internal static class SharedWork
{
    private static readonly ExecutionContext Nobody = CaptureNobody();

    /// <summary>Begins the work on this thread, so that it costs no switch, but in an execution context of its own.</summary>
    public static Task<TResult> Run<TState, TResult>(TState state, Func<TState, Task<TResult>> work)
    {
        var call = new Call<TState, TResult>(state, work);
        ExecutionContext.Run(Nobody, static call => ((Call<TState, TResult>)call!).Begin(), call);
        return call.Task!;
    }

    /// <summary>A result that nobody waits for any more must not surface as an unobserved fault.</summary>
    public static void Observe(Task work)
    {
        if (!work.IsCompletedSuccessfully)
            _ = work.ContinueWith(static task => _ = task.Exception, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private sealed class Call<TState, TResult>(TState state, Func<TState, Task<TResult>> work)
    {
        public Task<TResult>? Task { get; private set; }

        public void Begin() => Task = work(state);
    }

    private static ExecutionContext CaptureNobody()
    {
        ExecutionContext? clean = null;
        // A thread that inherits nothing. Not a task: waiting for it may run it on this thread, in this context.
        var thread = new Thread(() => clean = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return clean!;
    }
}
