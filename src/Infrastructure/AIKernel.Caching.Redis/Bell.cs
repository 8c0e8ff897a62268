namespace AIKernel.Caching.Redis;

/// <summary>Wakes a loop early. Rung while nobody waits, it wakes the next who does; rung twice, it wakes once.</summary>
internal sealed class Bell(TimeProvider time)
{
    private volatile TaskCompletionSource _rung = New();

    public void Ring() => _rung.TrySetResult();

    /// <summary>Ends when it is rung, or when the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(_rung.Task, Task.Delay(atMost, time, over.Token));
        await over.CancelAsync();
        stop.ThrowIfCancellationRequested();
        // Whoever rings just now rings in vain, and need not: his caller looks for what has changed after this, not before.
        if (_rung.Task.IsCompleted) _rung = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
