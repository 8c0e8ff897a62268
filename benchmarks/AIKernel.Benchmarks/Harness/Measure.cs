using System.Diagnostics;

namespace AIKernel.Benchmarks.Harness;

/// <summary>Times loops and single runs; medians of rounds, so that a disturbed round does not count.</summary>
internal static class Measure
{
    private const int Rounds = 9;

    /// <summary>Nanoseconds per operation: the median over rounds of <paramref name="operations"/> each, after two warm-up rounds.</summary>
    public static double Nanoseconds(int operations, Action<int> loop)
    {
        loop(operations);
        loop(operations);
        return Median(Rounds, () => Time(() => loop(operations)).TotalNanoseconds / operations);
    }

    /// <summary>Nanoseconds per operation on each of several subjects in turn, round by round, so that they share every disturbance.</summary>
    public static double[] Interleaved(int operations, params Action<int>[] loops)
    {
        foreach (var loop in loops) { loop(operations); loop(operations); }
        var times = loops.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < loops.Length; i++) times[i].Add(Time(() => loops[i](operations)).TotalNanoseconds / operations);
        return [.. times.Select(Middle)];
    }

    /// <summary>The median of single measurements.</summary>
    public static async Task<double> MedianMillisecondsAsync(int rounds, Func<int, Task> work)
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await work(round);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return Middle(times);
    }

    private static TimeSpan Time(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started);
    }

    private static double Median(int rounds, Func<double> measure) => Middle([.. Enumerable.Range(0, rounds).Select(_ => measure())]);

    private static double Middle(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
