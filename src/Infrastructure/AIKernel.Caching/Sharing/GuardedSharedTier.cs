using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace AIKernel.Caching.Sharing;

/// <summary>The shared tier's circuit, as operators see it.</summary>
public enum SharedTierState
{
    /// <summary>In use.</summary>
    Closed,
    /// <summary>One call is being tried.</summary>
    HalfOpen,
    /// <summary>Left alone after failures.</summary>
    Open,
    /// <summary>None is configured.</summary>
    None,
}

/// <summary>
/// The shared tier behind a deadline and a circuit breaker. Nothing it does fails: every exception, late answer or
/// open circuit is a miss, with a counter. No request waits longer than the deadline for one call.
/// </summary>
internal sealed class GuardedSharedTier
{
    private static readonly TimeSpan SamplingWindow = TimeSpan.FromSeconds(10);

    private readonly ISharedTier? _tier;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly CacheStatistics _statistics;
    private readonly ILogger _log;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline _circuit;

    public GuardedSharedTier(ISharedTier? tier, CacheOptions options, CacheStatistics statistics, TimeProvider time, ILogger<GuardedSharedTier> log)
    {
        (_tier, _deadline, _time, _statistics, _log) = (tier, options.SharedTierDeadline, time, statistics, log);
        _circuit = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new()
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.CircuitThreshold,
                SamplingDuration = SamplingWindow,
                BreakDuration = options.CircuitBreak,
                StateProvider = _state,
                ManualControl = _control,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(),
                OnOpened = opened => { CacheLog.CircuitOpened(_log, opened.BreakDuration.TotalSeconds, opened.Outcome.Exception); return default; },
                OnClosed = _ => { CacheLog.CircuitClosed(_log); return default; },
            })
            .Build();
        // A tier that says it is back need not be left alone until the break ends.
        if (tier is not null) tier.Restored += () => _ = _control.CloseAsync();
    }

    /// <summary>The circuit's state.</summary>
    public SharedTierState State => _tier is null ? SharedTierState.None : _state.CircuitState switch
    {
        CircuitState.Closed => SharedTierState.Closed,
        CircuitState.HalfOpen => SharedTierState.HalfOpen,
        _ => SharedTierState.Open,
    };

    /// <summary>The bytes under this key, or null.</summary>
    public ValueTask<byte[]?> GetAsync(string key) =>
        _tier is null ? default : GuardAsync("get", static (tier, key) => tier.GetAsync(key), key, null);

    /// <summary>The bytes under each key, or null for all.</summary>
    public ValueTask<IReadOnlyList<byte[]?>?> GetManyAsync(IReadOnlyList<string> keys) =>
        _tier is null ? default : GuardAsync("get", static async (tier, keys) =>
        {
            var values = await tier.GetManyAsync(keys);
            // Nobody can tell which of too few or too many belongs to which key.
            if (values.Count != keys.Count) throw new InvalidDataException($"The shared tier answered {values.Count} of {keys.Count} questions.");
            return (IReadOnlyList<byte[]?>?)values;
        }, keys, null);

    /// <summary>Keeps bytes; false when that failed.</summary>
    public ValueTask<bool> SetAsync(string key, byte[] bytes, TimeSpan lifetime) =>
        _tier is null ? default : GuardAsync("set", static async (tier, entry) =>
        {
            await tier.SetAsync(entry.key, entry.bytes, entry.lifetime);
            return true;
        }, (key, bytes, lifetime), false);

    /// <summary>Probes past the circuit, for health checks; throws what the tier throws.</summary>
    public async ValueTask<string> ProbeAsync() =>
        await WithinDeadlineAsync((_tier ?? throw new InvalidOperationException("No shared tier is configured.")).ProbeAsync(), CancellationToken.None);

    private async ValueTask<TResult> GuardAsync<TArgs, TResult>(string operation, Func<ISharedTier, TArgs, ValueTask<TResult>> call, TArgs args, TResult otherwise)
    {
        try
        {
            return await _circuit.ExecuteAsync(static async (state, cancellationToken) =>
                await state.self.WithinDeadlineAsync(state.call(state.self._tier!, state.args), cancellationToken), (self: this, call, args), CancellationToken.None);
        }
        catch (BrokenCircuitException)
        {
            _statistics.CircuitRejections.Increment();
            return otherwise;
        }
        catch (Exception exception)
        {
            // The client lets bare IOException and TaskCanceledException through on a dying connection: every exception is a miss.
            _statistics.SharedTierErrors(exception is TimeoutException ? "timeout" : "fault").Increment();
            CacheLog.SharedTierFailed(_log, operation, exception);
            return otherwise;
        }
    }

    private async ValueTask<TResult> WithinDeadlineAsync<TResult>(ValueTask<TResult> call, CancellationToken cancellationToken)
    {
        var answer = call.AsTask();
        try
        {
            return await answer.WaitAsync(_deadline, _time, cancellationToken);
        }
        finally
        {
            // A call that was given up may fail later, when nobody listens any more: that must not surface as an unobserved fault.
            if (!answer.IsCompletedSuccessfully)
                _ = answer.ContinueWith(static late => _ = late.Exception, CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
