using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace AIKernel.Caching.Sharing;

/// <summary>A call under way: its answer and its deadline race, and one of them ends it.</summary>
internal abstract class GuardedCall : IThreadPoolWorkItem
{
    // An object serves many calls, one after the other. The number of the use is part of how it stands, so that the
    // deadline of an earlier use cannot end a later one.
    private const long Waiting = 0, Answered = 1, Late = 2, NextUse = 4;
    private long _standing;

    /// <summary>The use that the object is in.</summary>
    public long Use => Volatile.Read(ref _standing) & -NextUse;

    /// <summary>Whether that use still waits for its answer.</summary>
    public bool IsWaiting(long use) => Volatile.Read(ref _standing) == (use | Waiting);

    /// <summary>Gives this use up, unless it has been answered.</summary>
    public void Expire(long use)
    {
        // Its caller goes on in a thread of its own: many may be due at once, and none shall wait for what another does next.
        if (TryEnd(use, Late)) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => GiveUp();

    /// <summary>Whether the answer came before the deadline.</summary>
    protected bool TryAnswer() => TryEnd(Use, Answered);

    protected bool IsLate => (Volatile.Read(ref _standing) & Late) != 0;

    protected void BeginNextUse() => Volatile.Write(ref _standing, Use + NextUse);

    /// <summary>Lets the caller go on without an answer.</summary>
    protected abstract void GiveUp();

    private bool TryEnd(long use, long end) => Interlocked.CompareExchange(ref _standing, use | end, use | Waiting) == use;
}

/// <summary>A call with its answer. A healthy one allocates nothing: the object is used again.</summary>
internal sealed class GuardedCall<TResult> : GuardedCall, IValueTaskSource<SharedAnswer<TResult>>
{
    private static readonly ConcurrentQueue<GuardedCall<TResult>> Idle = new();

    private readonly Action _onAnswer;
    private ManualResetValueTaskSourceCore<SharedAnswer<TResult>> _caller;
    private ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter _answer;
    private GuardedSharedTier? _guard;
    private Action<TResult>? _discard;
    private string _operation = "";

    private GuardedCall() => _onAnswer = OnAnswer;

    /// <summary>Waits for an answer that is not there yet.</summary>
    /// <param name="answer">What the tier was asked.</param>
    /// <param name="guard">Hears how it ended.</param>
    /// <param name="deadlines">Ends it.</param>
    /// <param name="operation">What it is called in the log.</param>
    /// <param name="discard">What becomes of an answer that comes too late.</param>
    public static ValueTask<SharedAnswer<TResult>> WaitAsync(ValueTask<TResult> answer, GuardedSharedTier guard, DeadlineQueue deadlines, string operation, Action<TResult>? discard)
    {
        if (!Idle.TryDequeue(out var call)) call = new();
        (call._guard, call._operation, call._discard) = (guard, operation, discard);
        call._answer = answer.ConfigureAwait(false).GetAwaiter();
        var waiting = new ValueTask<SharedAnswer<TResult>>(call, call._caller.Version);
        deadlines.Watch(call, call.Use);
        call._answer.UnsafeOnCompleted(call._onAnswer);
        return waiting;
    }

    public SharedAnswer<TResult> GetResult(short token)
    {
        var result = _caller.GetResult(token);
        // The answer to a call that was given up is still to come to this object.
        if (IsLate) return result;
        (_guard, _discard, _answer) = (null, null, default);
        _caller.Reset();
        BeginNextUse();
        Idle.Enqueue(this);
        return result;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _caller.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _caller.OnCompleted(continuation, state, token, flags);

    protected override void GiveUp() =>
        Tell(static call => call.Refuse(new TimeoutException("The shared tier did not answer in time.")));

    private void OnAnswer()
    {
        if (TryAnswer()) Tell(static call => call.Take());
        else Discard();
    }

    /// <summary>Lets the caller go on, also with what a log threw that was told of a fault: on this thread it would end the process.</summary>
    private void Tell(Func<GuardedCall<TResult>, SharedAnswer<TResult>> how)
    {
        SharedAnswer<TResult> answer;
        try
        {
            answer = how(this);
        }
        catch (Exception fault)
        {
            _caller.SetException(fault);
            return;
        }
        _caller.SetResult(answer);
    }

    private SharedAnswer<TResult> Take()
    {
        try
        {
            var value = _answer.GetResult();
            _guard!.OnAnswer();
            return new(true, value);
        }
        catch (Exception fault)
        {
            return Refuse(fault);
        }
    }

    private SharedAnswer<TResult> Refuse(Exception fault)
    {
        _guard!.OnFault(_operation, fault);
        return default;
    }

    private void Discard()
    {
        try
        {
            var value = _answer.GetResult();
            _discard?.Invoke(value);
        }
        catch (Exception)
        {
            // Told of, and counted, when it was given up; here nobody listens any more.
        }
    }
}
