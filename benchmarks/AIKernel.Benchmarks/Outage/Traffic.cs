using System.Collections.Concurrent;
using System.Diagnostics;

namespace AIKernel.Benchmarks.Outage;

/// <summary>Callers that do the same thing over and over at a steady pace until they are stopped, and note every call.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly Task _callers;

    /// <param name="callers">How many.</param>
    /// <param name="pause">Of each between two calls.</param>
    /// <param name="act">One call.</param>
    public Traffic(int callers, TimeSpan pause, Func<Task> act) =>
        _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => RunAsync(pause, act))));

    /// <summary>Ends the traffic; every call that was begun is waited for.</summary>
    public async Task<IReadOnlyList<Call>> StopAsync()
    {
        await _stopping.CancelAsync();
        await _callers;
        return [.. _calls];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeSpan pause, Func<Task> act)
    {
        using var timer = new PeriodicTimer(pause);
        while (!_stopping.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            var failed = false;
            try
            {
                await act();
            }
            catch (Exception)
            {
                failed = true; // noted: that it failed is what is measured
            }
            _calls.Enqueue(new(started, Stopwatch.GetTimestamp(), failed));
            await timer.WaitForNextTickAsync();
        }
    }
}
