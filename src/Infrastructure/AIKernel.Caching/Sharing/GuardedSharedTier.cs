using System.Buffers;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Sharing;

/// <summary>
/// The shared tier behind a deadline and a circuit breaker. Nothing it does fails: every exception, late answer or
/// open circuit is an answer that did not come, with a counter. No call waits longer than the deadline. The circuit
/// opens after so many failures in a row, and closes when a probe in the background is answered, when the tier says
/// that it is back, or when the one call succeeds that is tried once its time is up.
/// </summary>
internal sealed class GuardedSharedTier : IDisposable
{
    private readonly ISharedTier? _tier;
    private readonly CacheOptions _options;
    private readonly TimeProvider _time;
    private readonly CacheStatistics _statistics;
    private readonly ILogger _log;
    private readonly Circuit _circuit;
    private readonly DeadlineQueue _deadlines;
    private readonly CircuitProbe _probe;

    public GuardedSharedTier(ISharedTier? tier, CacheOptions options, CacheStatistics statistics, TimeProvider time, ILogger<GuardedSharedTier> log)
    {
        (_tier, _options, _time, _statistics, _log) = (tier, options, time, statistics, log);
        _circuit = new(options.CircuitThreshold, options.CircuitBreak, time);
        _deadlines = new(options.SharedTierDeadline, time);
        _probe = new(_circuit, ProbeAsync, options.SharedTierProbeInterval, time, fault => CacheLog.SharedTierFailed(log, "probe", fault));
        _circuit.Opened += fault => CacheLog.CircuitOpened(log, fault);
        _circuit.Closed += () => CacheLog.CircuitClosed(log);
        if (tier is null) return;
        // A tier that says it is back need not be left alone until a probe.
        tier.Restored += _circuit.Close;
        Circuit.Rehearse();
    }

    /// <summary>The circuit's state.</summary>
    public SharedTierState State => _tier is null ? SharedTierState.None : _circuit.State;

    /// <summary>How many calls wait for an answer.</summary>
    public int Waiting => _deadlines.Waiting;

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
        GuardAsync("get", static (tier, key) => tier.GetAsync(key), key, static late => late?.Dispose());

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
        GuardAsync("lease", static (tier, lease) => tier.TryLeaseAsync(lease.key, lease.token, lease.Lease), (key, token, _options.Lease), late => _ = RefuseAsync(late, key, token));

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
    /// <exception cref="TimeoutException">No answer within the deadline.</exception>
    public async ValueTask<string> ProbeAsync()
    {
        var answer = (_tier ?? throw new InvalidOperationException("No shared tier is configured.")).ProbeAsync().AsTask();
        try
        {
            return await answer.WaitAsync(_options.SharedTierDeadline, _time);
        }
        finally
        {
            // A probe that was given up may fail later, when nobody listens any more: that must not surface as an unobserved fault.
            if (!answer.IsCompletedSuccessfully)
                _ = answer.ContinueWith(static late => _ = late.Exception, CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    public void Dispose()
    {
        _probe.Dispose();
        _deadlines.Dispose();
    }

    /// <summary>Hears of an answer in time.</summary>
    internal void OnAnswer() => _circuit.Succeeded();

    /// <summary>Hears of a call that brought no answer.</summary>
    internal void OnFault(string operation, Exception fault)
    {
        // The client lets bare IOException and TaskCanceledException through on a dying connection: every exception is a miss.
        _statistics.SharedTierErrors(fault is TimeoutException ? "timeout" : "fault").Increment();
        CacheLog.SharedTierFailed(_log, operation, fault);
        _circuit.Failed(fault);
    }

    private ValueTask<SharedAnswer<TResult>> GuardAsync<TArgs, TResult>(string operation, Func<ISharedTier, TArgs, ValueTask<TResult>> call, TArgs args, Action<TResult>? discard = null)
    {
        if (_tier is null) return default;
        if (_circuit.IsClosed) return AskAsync(operation, call, args, discard);
        if (_circuit.TryTakeTrial())
            return _circuit.TryAsync(static trial => trial.self.AskAsync(trial.operation, trial.call, trial.args, trial.discard), (self: this, operation, call, args, discard));
        _statistics.CircuitRejections.Increment();
        return default;
    }

    private ValueTask<SharedAnswer<TResult>> AskAsync<TArgs, TResult>(string operation, Func<ISharedTier, TArgs, ValueTask<TResult>> call, TArgs args, Action<TResult>? discard)
    {
        try
        {
            var answer = call(_tier!, args);
            if (!answer.IsCompleted) return GuardedCall<TResult>.WaitAsync(answer, this, _deadlines, operation, discard);
            var value = answer.GetAwaiter().GetResult();
            OnAnswer();
            return new(new SharedAnswer<TResult>(true, value));
        }
        catch (Exception fault)
        {
            OnFault(operation, fault);
            return default;
        }
    }

    /// <summary>A lease that was given out after its deadline: nobody loads under it, so nobody shall wait for it.</summary>
    private async Task RefuseAsync(LeaseAttempt late, string key, string token)
    {
        late.Bytes?.Dispose();
        if (!late.Acquired) return;
        try
        {
            await _tier!.SettleAsync(key, token, default, default);
        }
        catch (Exception fault)
        {
            // It runs out by itself.
            CacheLog.SharedTierFailed(_log, "settle", fault);
        }
    }
}
