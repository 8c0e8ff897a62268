using System.Buffers;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace AIKernel.Caching.Sharing;

/// <summary>
/// The shared tier behind a deadline and a circuit breaker. Nothing it does fails: every exception, late answer or
/// open circuit is an answer that did not come, with a counter. No call waits longer than the deadline. The circuit
/// opens after so many failures in a row, and closes when a probe in the background is answered.
/// </summary>
internal sealed class GuardedSharedTier : IDisposable
{
    private readonly ISharedTier? _tier;
    private readonly CacheOptions _options;
    private readonly TimeProvider _time;
    private readonly CacheStatistics _statistics;
    private readonly ILogger _log;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline _circuit;
    private readonly CancellationTokenSource _disposed = new();
    private int _failuresInARow;

    public GuardedSharedTier(ISharedTier? tier, CacheOptions options, CacheStatistics statistics, TimeProvider time, ILogger<GuardedSharedTier> log)
    {
        (_tier, _options, _time, _statistics, _log) = (tier, options, time, statistics, log);
        _circuit = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new()
            {
                // Polly's breaker knows ratios, and after a busy minute a ratio takes long to move. So it is told of a
                // failure only when there were enough of them in a row, and opens on the first it is told of.
                ShouldHandle = outcome => new(outcome.Outcome.Exception is not null && Volatile.Read(ref _failuresInARow) >= options.CircuitThreshold),
                FailureRatio = double.Epsilon,
                MinimumThroughput = 2,
                BreakDuration = options.CircuitBreak,
                StateProvider = _state,
                ManualControl = _control,
                OnOpened = OnOpened,
                OnClosed = _ => { CacheLog.CircuitClosed(_log); return default; },
            })
            .Build();
        // A tier that says it is back need not be left alone until a probe.
        if (tier is not null) tier.Restored += () => _ = CloseAsync();
    }

    /// <summary>The circuit's state.</summary>
    public SharedTierState State => _tier is null ? SharedTierState.None : _state.CircuitState switch
    {
        CircuitState.Closed => SharedTierState.Closed,
        CircuitState.HalfOpen => SharedTierState.HalfOpen,
        _ => SharedTierState.Open,
    };

    /// <summary>See <see cref="ISharedTier.Settled"/>.</summary>
    public event Action<string>? Settled
    {
        add { if (_tier is not null) _tier.Settled += value; }
        remove { if (_tier is not null) _tier.Settled -= value; }
    }

    /// <summary>See <see cref="ISharedTier.Hinted"/>.</summary>
    public event Action? Hinted
    {
        add { if (_tier is not null) _tier.Hinted += value; }
        remove { if (_tier is not null) _tier.Hinted -= value; }
    }

    /// <summary>The bytes under this key, or null.</summary>
    public ValueTask<SharedAnswer<IMemoryOwner<byte>?>> GetAsync(string key) =>
        GuardAsync("get", static (tier, key) => tier.GetAsync(key), key);

    /// <summary>The bytes under each key, as many as there are keys.</summary>
    public ValueTask<SharedAnswer<IReadOnlyList<IMemoryOwner<byte>?>>> GetManyAsync(IReadOnlyList<string> keys) =>
        GuardAsync("get", static async (tier, keys) =>
        {
            var values = await tier.GetManyAsync(keys);
            // Nobody can tell which of too few or too many belongs to which key.
            if (values.Count != keys.Count) throw new InvalidDataException($"The shared tier answered {values.Count} of {keys.Count} questions.");
            return values;
        }, keys);

    /// <summary>Keeps bytes; whether they are kept.</summary>
    public ValueTask<SharedAnswer<bool>> SetAsync(string key, ReadOnlyMemory<byte> bytes, TimeSpan lifetime) =>
        GuardAsync("set", static async (tier, entry) =>
        {
            await tier.SetAsync(entry.key, entry.bytes, entry.lifetime);
            return true;
        }, (key, bytes, lifetime));

    /// <summary>See <see cref="ISharedTier.TryLeaseAsync"/>.</summary>
    public ValueTask<SharedAnswer<LeaseAttempt>> TryLeaseAsync(string key, string token) =>
        GuardAsync("lease", static (tier, lease) => tier.TryLeaseAsync(lease.key, lease.token, lease.Lease), (key, token, _options.Lease));

    /// <summary>See <see cref="ISharedTier.SettleAsync"/>; whether it was done.</summary>
    public ValueTask<SharedAnswer<bool>> SettleAsync(string key, string token, ReadOnlyMemory<byte> bytes, TimeSpan lifetime) =>
        GuardAsync("settle", static async (tier, lease) =>
        {
            await tier.SettleAsync(lease.key, lease.token, lease.bytes, lease.lifetime);
            return true;
        }, (key, token, bytes, lifetime));

    /// <summary>Tells the other nodes that the journal has grown; whether that was done.</summary>
    public ValueTask<SharedAnswer<bool>> HintAsync() =>
        GuardAsync("hint", static async (tier, _) =>
        {
            await tier.HintAsync();
            return true;
        }, false);

    /// <summary>Probes past the circuit, for health checks; throws what the tier throws.</summary>
    public async ValueTask<string> ProbeAsync() =>
        await WithinDeadlineAsync((_tier ?? throw new InvalidOperationException("No shared tier is configured.")).ProbeAsync());

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private ValueTask<SharedAnswer<TResult>> GuardAsync<TArgs, TResult>(string operation, Func<ISharedTier, TArgs, ValueTask<TResult>> call, TArgs args) =>
        _tier is null ? default : CallAsync(operation, call, args);

    private async ValueTask<SharedAnswer<TResult>> CallAsync<TArgs, TResult>(string operation, Func<ISharedTier, TArgs, ValueTask<TResult>> call, TArgs args)
    {
        try
        {
            return new(true, await _circuit.ExecuteAsync(static (state, _) => state.self.CountAsync(state.call, state.args), (self: this, call, args), CancellationToken.None));
        }
        catch (BrokenCircuitException)
        {
            _statistics.CircuitRejections.Increment();
        }
        catch (Exception exception)
        {
            // The client lets bare IOException and TaskCanceledException through on a dying connection: every exception is a miss.
            _statistics.SharedTierErrors(exception is TimeoutException ? "timeout" : "fault").Increment();
            CacheLog.SharedTierFailed(_log, operation, exception);
        }
        return default;
    }

    private async ValueTask<TResult> CountAsync<TArgs, TResult>(Func<ISharedTier, TArgs, ValueTask<TResult>> call, TArgs args)
    {
        try
        {
            var result = await WithinDeadlineAsync(call(_tier!, args));
            if (_failuresInARow != 0) Volatile.Write(ref _failuresInARow, 0);
            return result;
        }
        catch
        {
            Interlocked.Increment(ref _failuresInARow);
            throw;
        }
    }

    private async ValueTask<TResult> WithinDeadlineAsync<TResult>(ValueTask<TResult> call)
    {
        if (call.IsCompletedSuccessfully) return call.Result;
        var answer = call.AsTask();
        try
        {
            return await answer.WaitAsync(_options.SharedTierDeadline, _time);
        }
        finally
        {
            // A call that was given up may fail later, when nobody listens any more: that must not surface as an unobserved fault.
            if (!answer.IsCompletedSuccessfully)
                _ = answer.ContinueWith(static late => _ = late.Exception, CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private ValueTask OnOpened(OnCircuitOpenedArguments<object> opened)
    {
        CacheLog.CircuitOpened(_log, opened.Outcome.Exception);
        // Once per opening; a failed probe of the circuit's own re-opens it while this loop is still at it.
        if (Interlocked.Exchange(ref _probing, 1) == 0) _ = ProbeUntilBackAsync();
        return default;
    }

    private int _probing;

    /// <summary>No caller finds out at its own cost whether the tier is back.</summary>
    private async Task ProbeUntilBackAsync()
    {
        try
        {
            while (State != SharedTierState.Closed)
            {
                await Task.Delay(_options.SharedTierProbeInterval, _time, _disposed.Token);
                if (await IsBackAsync()) await CloseAsync();
            }
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            // The node stops: nobody asks any more.
        }
        finally
        {
            Volatile.Write(ref _probing, 0);
        }
    }

    private async ValueTask<bool> IsBackAsync()
    {
        try
        {
            await ProbeAsync();
            return true;
        }
        catch (Exception exception)
        {
            CacheLog.SharedTierFailed(_log, "probe", exception);
            return false;
        }
    }

    private Task CloseAsync()
    {
        Volatile.Write(ref _failuresInARow, 0);
        return _control.CloseAsync();
    }
}
