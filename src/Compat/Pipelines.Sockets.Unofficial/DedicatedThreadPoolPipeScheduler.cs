using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// Runs pipe callbacks on threads of its own, so that blocked pool threads cannot hold them up. When its queue grows long the
/// surplus goes to the thread pool. Every callback runs once, whatever happens: also those still queued at, and posted after, the end.
/// </summary>
public sealed class DedicatedThreadPoolPipeScheduler : PipeScheduler, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<(Action<object?> Action, object? State)> _queue = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly int _useThreadPoolQueueLength;
    private int _available;
    private bool _ended;
    private long _servicedByQueue;
    private long _servicedByPool;

    /// <summary>Starts the threads at once; they are background threads and do not carry the caller's execution context.</summary>
    /// <param name="name">The prefix of the threads' names.</param>
    /// <param name="workerCount">How many threads; at least one.</param>
    /// <param name="useThreadPoolQueueLength">The queue length from which callbacks go to the thread pool instead.</param>
    /// <param name="priority">The threads' priority.</param>
    public DedicatedThreadPoolPipeScheduler(
        string? name = null, int workerCount = 5, int useThreadPoolQueueLength = 10, ThreadPriority priority = ThreadPriority.Normal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        WorkerCount = workerCount;
        _useThreadPoolQueueLength = useThreadPoolQueueLength;
        for (var worker = 1; worker <= workerCount; worker++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"{name ?? "pipes"}:{worker}", Priority = priority };
            thread.UnsafeStart();
        }
    }

    /// <summary>How many threads there are until the end.</summary>
    public int WorkerCount { get; }

    /// <summary>How many of the threads have nothing to do right now.</summary>
    public int AvailableCount => Volatile.Read(ref _available);

    /// <summary>Callbacks run by the scheduler's own threads so far.</summary>
    public long TotalServicedByQueue => Volatile.Read(ref _servicedByQueue);

    /// <summary>Callbacks passed to the thread pool so far.</summary>
    public long TotalServicedByPool => Volatile.Read(ref _servicedByPool);

    /// <inheritdoc />
    public override void Schedule(Action<object?> action, object? state)
    {
        lock (_lock)
        {
            if (!_ended && _queue.Count < _useThreadPoolQueueLength)
            {
                _queue.Enqueue((action, state));
                _work.Release();
                return;
            }
        }

        Interlocked.Increment(ref _servicedByPool);
        ThreadPool.Schedule(action, state);
    }

    /// <summary>Ends the threads once they have run what is queued; later callbacks go to the thread pool. Does not wait.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_ended) return;
            _ended = true;
            _work.Release(WorkerCount);
        }
    }

    private void Work()
    {
        while (TryTake(out var next))
        {
            Interlocked.Increment(ref _servicedByQueue);
            next.Action(next.State);
        }
    }

    private bool TryTake(out (Action<object?> Action, object? State) next)
    {
        Interlocked.Increment(ref _available);
        _work.Wait();
        Interlocked.Decrement(ref _available);

        // One permit per callback and, at the end, one per thread: an empty queue therefore means the end.
        lock (_lock) return _queue.TryDequeue(out next);
    }
}
