namespace AIKernel.Caching.Sharing;

/// <summary>
/// Asks, while the circuit is open, again and again whether the shared tier is back, so that no caller finds out at its
/// own cost.
/// </summary>
internal sealed class CircuitProbe : IDisposable
{
    private readonly Circuit _circuit;
    private readonly Func<ValueTask<string>> _probe;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onFault;
    private readonly CancellationTokenSource _stop = new();
    // Kept apart: it can be asked for even when its source has been disposed of.
    private readonly CancellationToken _stopping;
    private int _running;

    /// <param name="circuit">What is closed when the tier is back.</param>
    /// <param name="probe">Throws while it is not.</param>
    /// <param name="interval">Between two probes; infinite for never.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onFault">Hears of each probe that failed.</param>
    public CircuitProbe(Circuit circuit, Func<ValueTask<string>> probe, TimeSpan interval, TimeProvider time, Action<Exception> onFault)
    {
        (_circuit, _probe, _interval, _time, _onFault) = (circuit, probe, interval, time, onFault);
        _stopping = _stop.Token;
        circuit.Opened += _ => Begin();
    }

    public void Dispose()
    {
        if (_stopping.IsCancellationRequested) return;
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Begin()
    {
        if (_interval == Timeout.InfiniteTimeSpan || _stopping.IsCancellationRequested || Interlocked.Exchange(ref _running, 1) != 0) return;
        // Not in the trace of the request that happened to open the circuit.
        ThreadPool.UnsafeQueueUserWorkItem(static self => _ = self.RunAsync(self._stopping), this, preferLocal: false);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!_circuit.IsClosed)
            {
                await Task.Delay(_interval, _time, stop);
                if (!_circuit.IsClosed && await IsBackAsync()) _circuit.Close();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The node stops: nobody asks any more.
        }
        finally
        {
            Interlocked.Exchange(ref _running, 0);
        }
        // (1) found closed; (2) opens again, and finds this loop still running; (3) this loop ends: nobody would probe.
        if (!_circuit.IsClosed) Begin();
    }

    private async ValueTask<bool> IsBackAsync()
    {
        try
        {
            await _probe();
            return true;
        }
        catch (Exception fault)
        {
            _onFault(fault);
            return false;
        }
    }
}
