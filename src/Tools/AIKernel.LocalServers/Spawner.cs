using System.Collections.Concurrent;
using System.Diagnostics;

namespace AIKernel.LocalServers;

/// <summary>
/// Starts every child from one thread that lives as long as this process. Linux ties a child's parent-death signal
/// to the <em>thread</em> that forked it: from a pool thread, the server would be ended whenever the pool shrinks.
/// </summary>
internal static class Spawner
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Requests = Open();

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((start, started));
        return started.Task;
    }

    private static BlockingCollection<(ProcessStartInfo, TaskCompletionSource<Process>)> Open()
    {
        new Thread(Serve) { IsBackground = true, Name = "server spawner" }.Start();
        return [];
    }

    private static void Serve()
    {
        foreach (var (start, started) in Requests.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception fault) // handed to the caller, who is waiting for it
            {
                started.SetException(fault);
            }
        }
    }
}
