using System.Diagnostics;

namespace AIKernel.Benchmarks.Hits;

/// <summary>One loop on several threads at once, over the same keys from different places.</summary>
internal static class TwoThreads
{
    /// <summary>Million operations a second of all threads together, from the first start to the last end.</summary>
    public static double MillionsPerSecond(int threads, int operations, Action<int, int> loop)
    {
        using var gate = new Barrier(threads);
        var spans = new (long Start, long End)[threads];
        var workers = new Thread[threads];
        for (var number = 0; number < threads; number++)
        {
            var mine = number;
            workers[mine] = new(() =>
            {
                gate.SignalAndWait();
                var started = Stopwatch.GetTimestamp();
                loop(mine * 512, operations);
                spans[mine] = (started, Stopwatch.GetTimestamp());
            });
            workers[mine].Start();
        }
        foreach (var worker in workers) worker.Join();
        var elapsed = Stopwatch.GetElapsedTime(spans.Min(static span => span.Start), spans.Max(static span => span.End));
        return threads * (double)operations / elapsed.TotalMicroseconds;
    }
}
