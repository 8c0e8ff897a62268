using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AIKernel.Caching.Flights;

/// <summary>
/// One load that several callers wait for. It owns its cancellation: a caller that leaves takes nobody with it, and
/// when the last one has left the load is cancelled.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no wait handle: nothing to release.")]
internal sealed class Flight<TKey, TResult>(FlightTable<TKey, TResult> table, TKey key)
    where TKey : notnull
{
    private readonly CancellationTokenSource _abandoned = new(); // and the lock of the flight: one object less
    private TaskCompletionSource<TResult>? _landing; // made for the first joiner: most flights carry one caller
    private int _waiters = 1;
    private bool _landed;

    /// <summary>What the flight loads.</summary>
    public TKey Key => key;

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>Joins as one more waiter; false when the flight has landed or everybody has left it.</summary>
    public bool TryJoin()
    {
        lock (_abandoned)
        {
            if (_waiters == 0 || _landed) return false;
            _waiters++;
            _landing ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>The result, for a waiter that joined.</summary>
    public async ValueTask<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _landing!.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs the load, for whoever started the flight; the result goes to those who joined as well.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> FlyAsync<TState>(TState state, Func<TState, TKey, CancellationToken, ValueTask<TResult>> load, CancellationToken cancellationToken)
    {
        try
        {
            return await Run(state, load).WaitAsync(cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs the load with nobody waiting for it, so that nobody's leaving ends it.</summary>
    public void FlyAlone<TState>(TState state, Func<TState, TKey, CancellationToken, ValueTask<TResult>> load) => Run(state, load);

    /// <summary>Hands the result to those who joined.</summary>
    public void Land(TResult result) => Close()?.TrySetResult(result);

    /// <summary>Hands the fault to those who joined, a cancellation as a cancellation; changes nothing once the flight has landed.</summary>
    public void Fail(Exception fault)
    {
        var landing = Close();
        if (landing is null) return;
        if (fault is OperationCanceledException && _abandoned.IsCancellationRequested) landing.TrySetCanceled(_abandoned.Token);
        else landing.TrySetException(fault);
        _ = landing.Task.Exception; // seen: joiners that have left must not leave an unobserved fault
    }

    /// <summary>
    /// One waiter less; the last one cancels the load. Also when this flight has landed: of a batch, others may still be loaded,
    /// and be left next.
    /// </summary>
    public void Leave()
    {
        lock (_abandoned)
        {
            if (--_waiters > 0) return;
        }
        // Outside the lock: registered callbacks run here.
        _abandoned.Cancel();
    }

    private Task<TResult> Run<TState>(TState state, Func<TState, TKey, CancellationToken, ValueTask<TResult>> load)
    {
        var run = SharedWork.Run((Flight: this, State: state, Load: load), static async all =>
        {
            try
            {
                var result = await all.Load(all.State, all.Flight.Key, all.Flight.Abandoned);
                all.Flight.Land(result);
                return result;
            }
            catch (Exception fault)
            {
                all.Flight.Fail(fault);
                throw;
            }
        });
        SharedWork.Observe(run);
        return run;
    }

    /// <summary>Takes the flight off the table before anybody hears of its end: whoever asks after that starts a new one.</summary>
    private TaskCompletionSource<TResult>? Close()
    {
        table.Remove(this);
        lock (_abandoned)
        {
            _landed = true;
            return _landing;
        }
    }
}
