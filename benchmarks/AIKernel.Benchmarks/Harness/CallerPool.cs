using System.Diagnostics;

namespace AIKernel.Benchmarks.Harness;

/// <summary>Callers that share a list of keys, each taking the next one as soon as it has its answer.</summary>
internal static class CallerPool
{
    /// <summary>Reads a second over the whole list.</summary>
    public static async Task<double> RateAsync(int callers, Guid[] ids, Func<Guid, Task> read)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < ids.Length; i = Interlocked.Increment(ref next)) await read(ids[i]);
        })));
        return ids.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
