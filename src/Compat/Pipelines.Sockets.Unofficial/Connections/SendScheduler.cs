using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial.Connections;

internal static class SendScheduler
{
    internal static PipeScheduler For(PipeOptions options) => Environment.GetEnvironmentVariable("SENDS") switch
    {
        "inline" => PipeScheduler.Inline,
        "pool" => PipeScheduler.ThreadPool,
        "own" => new DedicatedThreadPoolPipeScheduler("send", 1, int.MaxValue),
        _ => options.ReaderScheduler,
    };
}
