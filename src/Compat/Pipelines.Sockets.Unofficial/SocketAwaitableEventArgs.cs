using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// Socket event arguments that can be awaited: start an operation, call <see cref="Complete"/> if it ended at once, then await.
/// One operation, and one awaiter, at a time; after the await the object is ready for the next.
/// </summary>
public sealed class SocketAwaitableEventArgs : SocketAsyncEventArgs, ICriticalNotifyCompletion
{
    // The outcome, first come first served: pending, completed, or (any other value) aborted with that SocketError.
    private const int Pending = int.MinValue;
    private const int Ended = int.MinValue + 1;

    private static readonly Action Done = static () => { };

    private readonly PipeScheduler? _scheduler;
    private int _outcome = Pending;
    private Action? _continuation;

    /// <summary>Continuations are posted to <paramref name="scheduler"/>, or run where the operation ends if there is none.</summary>
    public SocketAwaitableEventArgs(PipeScheduler? scheduler = null) : base(true) => _scheduler = scheduler;

    /// <summary>The object is its own awaiter.</summary>
    public SocketAwaitableEventArgs GetAwaiter() => this;

    /// <summary>True once the operation has ended or been aborted.</summary>
    public bool IsCompleted => ReferenceEquals(Volatile.Read(ref _continuation), Done);

    /// <summary>The bytes transferred; throws <see cref="SocketException"/> if the operation failed or was aborted. Makes ready for the next operation.</summary>
    public int GetResult()
    {
        if (!IsCompleted) throw new InvalidOperationException("The socket operation has not ended.");
        var outcome = _outcome;
        var failure = outcome == Ended ? SocketError : (SocketError)outcome;
        _continuation = null;
        Volatile.Write(ref _outcome, Pending);
        return failure == SocketError.Success ? BytesTransferred : throw new SocketException((int)failure);
    }

    /// <summary>Says that the operation has ended. Called by the socket, or by the caller when the operation ended at once.</summary>
    public void Complete() => End(Ended);

    /// <summary>Ends the wait with <paramref name="error"/>, unless the operation has already ended; what the socket says later is ignored.</summary>
    public void Abort(SocketError error) => End((int)error);

    /// <summary>Runs <paramref name="continuation"/> once the operation has ended.</summary>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <inheritdoc cref="OnCompleted(Action)"/>
    public void UnsafeOnCompleted(Action continuation)
    {
        // The operation may end between the look at IsCompleted and here: then the exchange finds Done, and nobody else will run it.
        if (ReferenceEquals(Interlocked.CompareExchange(ref _continuation, continuation, null), Done)) Run(continuation);
    }

    /// <inheritdoc />
    protected override void OnCompleted(SocketAsyncEventArgs e) => Complete();

    private void End(int outcome)
    {
        // Abort by a timer and completion by the socket race: the loser must neither change the outcome nor run anything.
        if (Interlocked.CompareExchange(ref _outcome, outcome, Pending) != Pending) return;
        var waiting = Interlocked.Exchange(ref _continuation, Done);
        if (waiting is not null) Run(waiting);
    }

    private void Run(Action continuation)
    {
        if (_scheduler is null) continuation();
        else _scheduler.Schedule(static state => ((Action)state!)(), continuation);
    }
}
