using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>
/// Threads, shared by all connections, for what must not wait for the thread pool: when all of its threads wait synchronously for
/// replies, the requests of those very threads would never leave, and their replies never be read.
/// </summary>
internal static class OwnThreads
{
    /// <summary>Made on first use, for the life of the process.</summary>
    internal static DedicatedThreadPoolPipeScheduler Scheduler => Lazy.Scheduler;

    /// <summary>The scheduler that was asked for, or these threads if it was the thread pool.</summary>
    internal static PipeScheduler InsteadOfPool(PipeScheduler asked) => ReferenceEquals(asked, PipeScheduler.ThreadPool) ? Scheduler : asked;

    private static class Lazy
    {
        internal static readonly DedicatedThreadPoolPipeScheduler Scheduler =
            new("pipes", Math.Clamp(Environment.ProcessorCount, 2, 8), useThreadPoolQueueLength: int.MaxValue);
    }
}
