using System.Diagnostics.CodeAnalysis;

namespace AIKernel.Caching.Flights;

/// <summary>
/// One load that several callers wait for. It owns its cancellation: a caller that leaves takes nobody with it,
/// and when the last one has left the load is cancelled.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no wait handle: nothing to release.")]
internal sealed class Flight<TResult>
{
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiters = 1;

    /// <summary>Joins as one more waiter; false when everybody has left already and the load is being cancelled.</summary>
    public bool TryJoin()
    {
        lock (_abandoned)
        {
            if (_waiters == 0) return false;
            _waiters++;
            return true;
        }
    }

    /// <summary>The load's result for one waiter that joined (or started it).</summary>
    public async ValueTask<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _result.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs the load, outside any caller's execution context; calls <paramref name="landed"/> before the result is handed out.</summary>
    public void Start<TState>(TState state, Func<TState, CancellationToken, ValueTask<TResult>> load, Action landed)
    {
        // Shared work belongs to nobody's request: its activity, its culture and its async locals stay outside.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => RunAsync(state, load, landed));
        // A result that nobody waits for any more must not surface as an unobserved fault.
        _ = _result.Task.ContinueWith(static task => _ = task.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task RunAsync<TState>(TState state, Func<TState, CancellationToken, ValueTask<TResult>> load, Action landed)
    {
        try
        {
            var result = await load(state, _abandoned.Token);
            landed();
            _result.SetResult(result);
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
        {
            landed();
            _result.SetCanceled(_abandoned.Token);
        }
        catch (Exception exception)
        {
            landed();
            _result.SetException(exception);
        }
    }

    private void Leave()
    {
        lock (_abandoned)
        {
            if (--_waiters > 0) return;
        }
        // Outside the lock: registered callbacks run here.
        if (!_result.Task.IsCompleted) _abandoned.Cancel();
    }
}
