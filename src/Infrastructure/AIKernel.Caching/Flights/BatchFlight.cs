using System.Diagnostics.CodeAnalysis;

namespace AIKernel.Caching.Flights;

/// <summary>The flights that one batch began: one load lands them all, and it is cancelled when each of them was left.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no wait handle: nothing to release.")]
internal sealed class BatchFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly CancellationTokenSource _abandoned = new();
    private readonly IReadOnlyList<Flight<TKey, TResult>> _flights;
    private int _wanted;

    public BatchFlight(IReadOnlyList<Flight<TKey, TResult>> flights)
    {
        (_flights, _wanted) = (flights, flights.Count);
        foreach (var flight in flights)
            flight.Abandoned.UnsafeRegister(static self => ((BatchFlight<TKey, TResult>)self!).OneAbandoned(), this);
    }

    /// <summary>Runs the load of all flights; it lands each as soon as it can. Results come in the order of the flights.</summary>
    public async ValueTask<IReadOnlyList<TResult>> FlyAsync(Func<IReadOnlyList<Flight<TKey, TResult>>, CancellationToken, ValueTask<IReadOnlyList<TResult>>> load, CancellationToken cancellationToken)
    {
        var run = SharedWork.Run((Self: this, load), static all => all.Self.RunAsync(all.load));
        SharedWork.Observe(run);
        try
        {
            return await run.WaitAsync(cancellationToken);
        }
        finally
        {
            foreach (var flight in _flights) flight.Leave();
        }
    }

    private async Task<IReadOnlyList<TResult>> RunAsync(Func<IReadOnlyList<Flight<TKey, TResult>>, CancellationToken, ValueTask<IReadOnlyList<TResult>>> load)
    {
        try
        {
            return await load(_flights, _abandoned.Token);
        }
        catch (Exception fault)
        {
            foreach (var flight in _flights) flight.Fail(fault);
            throw;
        }
    }

    private void OneAbandoned()
    {
        if (Interlocked.Decrement(ref _wanted) == 0) _abandoned.Cancel();
    }
}
