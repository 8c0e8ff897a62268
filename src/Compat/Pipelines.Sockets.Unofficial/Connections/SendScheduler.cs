using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>
/// Where send pumps go on when there is something to send. The thread pool will not do: when all of its threads wait synchronously
/// for replies, the requests of those very threads would never leave.
/// </summary>
internal static class SendScheduler
{
    /// <summary>The scheduler the options name, or threads shared by all connections if they name the thread pool.</summary>
    internal static PipeScheduler For(PipeOptions options) =>
        ReferenceEquals(options.ReaderScheduler, PipeScheduler.ThreadPool) ? Shared.Threads : options.ReaderScheduler;

    /// <summary>Made on first use, for the life of the process.</summary>
    private static class Shared
    {
        internal static readonly DedicatedThreadPoolPipeScheduler Threads =
            new("pipes:send", Math.Clamp(Environment.ProcessorCount, 2, 8), useThreadPoolQueueLength: int.MaxValue);
    }
}
