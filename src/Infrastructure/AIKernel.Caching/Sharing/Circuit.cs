using Polly;
using Polly.CircuitBreaker;

namespace AIKernel.Caching.Sharing;

/// <summary>
/// Polly's circuit breaker, opened by failures in a row. Whoever finds it closed pays for one read of a flag, whoever
/// finds it open for a look at the clock: Polly is asked only when the state may change.
/// </summary>
internal sealed class Circuit
{
    private readonly TimeProvider _time;
    private readonly int _threshold;
    private readonly TimeSpan _break;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline _breaker;
    private readonly Lock _lock = new();
    private volatile bool _isClosed = true;
    private int _failuresInARow;
    private long _trialAt = long.MaxValue;

    /// <param name="threshold">So many failures in a row open it; at least 2.</param>
    /// <param name="duration">For how long, before one call is tried.</param>
    /// <param name="time">The clock.</param>
    public Circuit(int threshold, TimeSpan duration, TimeProvider time)
    {
        (_threshold, _break, _time) = (threshold, duration, time);
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new()
            {
                ShouldHandle = static outcome => new(outcome.Outcome.Exception is not null),
                // Polly's breaker knows ratios, and after a busy minute a ratio takes long to move. So failures are
                // counted here, and Polly hears of nothing else: two failures, the fewest it accepts, open it.
                FailureRatio = 1,
                MinimumThroughput = FailuresThatOpen,
                BreakDuration = duration,
                StateProvider = _state,
                ManualControl = _control,
            })
            .Build();
    }

    private const int FailuresThatOpen = 2;
    private static int _rehearsed;

    /// <summary>
    /// Opens and closes a circuit that nobody uses, once a process and in the background: the first time that this code
    /// runs it has to be compiled, which takes as long as a deadline, and it would run for a caller who has just waited for one.
    /// </summary>
    public static void Rehearse()
    {
        if (Interlocked.Exchange(ref _rehearsed, 1) != 0) return;
        ThreadPool.UnsafeQueueUserWorkItem(static _ =>
        {
            var circuit = new Circuit(FailuresThatOpen, TimeSpan.FromSeconds(1), TimeProvider.System);
            for (var failures = 0; failures < FailuresThatOpen; failures++) circuit.Failed(new TimeoutException());
            circuit.Close();
        }, null);
    }

    /// <summary>Raised with the last failure when it opens.</summary>
    public event Action<Exception>? Opened;

    /// <summary>Raised when it closes.</summary>
    public event Action? Closed;

    /// <summary>Whether calls may pass.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>The state as operators see it.</summary>
    public SharedTierState State => _state.CircuitState switch
    {
        CircuitState.Closed => SharedTierState.Closed,
        CircuitState.HalfOpen => SharedTierState.HalfOpen,
        _ => SharedTierState.Open,
    };

    /// <summary>Counts an answer.</summary>
    public void Succeeded()
    {
        if (Volatile.Read(ref _failuresInARow) != 0) Volatile.Write(ref _failuresInARow, 0);
    }

    /// <summary>Counts a failure, which may be the one that opens the circuit.</summary>
    public void Failed(Exception fault)
    {
        if (Interlocked.Increment(ref _failuresInARow) < _threshold || !_isClosed) return;
        lock (_lock)
        {
            if (!_isClosed) return;
            for (var told = 0; told < FailuresThatOpen; told++) Tell(fault);
            Volatile.Write(ref _trialAt, NextTrial());
            _isClosed = _state.CircuitState == CircuitState.Closed;
        }
        Opened?.Invoke(fault);
    }

    /// <summary>Whether this call, alone among all that find the circuit open, is the one to be tried.</summary>
    public bool TryTakeTrial()
    {
        var due = Volatile.Read(ref _trialAt);
        return Now >= due && Interlocked.CompareExchange(ref _trialAt, NextTrial(), due) == due;
    }

    /// <summary>Makes the call that is tried: its answer closes the circuit, anything else leaves it open for another while.</summary>
    public async ValueTask<SharedAnswer<TResult>> TryAsync<TState, TResult>(Func<TState, ValueTask<SharedAnswer<TResult>>> call, TState state)
    {
        var context = ResilienceContextPool.Shared.Get();
        try
        {
            var outcome = await _breaker.ExecuteOutcomeAsync(static async (_, trial) =>
            {
                var answer = await trial.call(trial.state);
                return answer.Answered ? Outcome.FromResult(answer) : Outcome.FromException<SharedAnswer<TResult>>(new TimeoutException("The call that was tried brought no answer."));
            }, context, (call, state));
            EndTrial();
            return outcome.Result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Closes it on somebody's word. That is not proof: until a call is answered, one failure opens it again.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            // Takes effect before it returns; what it returns ends when listeners, of which there are none, have heard.
            _ = _control.CloseAsync();
            Volatile.Write(ref _failuresInARow, _threshold - 1);
            _isClosed = true;
        }
        Closed?.Invoke();
    }

    private long Now => _time.GetUtcNow().UtcTicks;

    private long NextTrial() => Now + _break.Ticks;

    private void EndTrial()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            if (_state.CircuitState != CircuitState.Closed)
            {
                // Polly counts from now, too.
                Volatile.Write(ref _trialAt, NextTrial());
                return;
            }
            Volatile.Write(ref _failuresInARow, 0);
            _isClosed = true;
        }
        Closed?.Invoke();
    }

    // Takes effect before it returns, for nobody listens inside. The context stays out of the pool: it may be in use.
    private void Tell(Exception fault) =>
        _ = _breaker.ExecuteOutcomeAsync(static (_, fault) => Outcome.FromExceptionAsValueTask<bool>(fault), ResilienceContextPool.Shared.Get(), fault).AsTask();
}
