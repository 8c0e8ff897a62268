using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>
/// Runs the consumer's parsing on the receiving thread itself, straight after the bytes arrived: no thread switch, and blocked pool
/// threads cannot hold it up. Wake-ups from other threads (a cancelled read; bytes that arrived while the parser went to sleep on
/// another thread) go to <see cref="OwnThreads"/>, so that nobody who only cancels has to run the parser.
/// </summary>
internal sealed class ReceiveScheduler : PipeScheduler
{
    private Thread? _receiver;

    /// <summary>Has to be called on the receiving thread before it delivers anything.</summary>
    internal void Bind() => Volatile.Write(ref _receiver, Thread.CurrentThread);

    public override void Schedule(Action<object?> action, object? state)
    {
        if (Volatile.Read(ref _receiver) == Thread.CurrentThread) action(state);
        else OwnThreads.Scheduler.Schedule(action, state);
    }
}
