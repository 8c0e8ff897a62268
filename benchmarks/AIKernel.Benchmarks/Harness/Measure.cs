using System.Diagnostics;

namespace AIKernel.Benchmarks.Harness;

/// <summary>Medians of rounds, so that a disturbed round does not count; subjects take turns, so that they share every disturbance.</summary>
internal static class Measure
{
    private const int WarmUpCalls = 64; // the runtime compiles a method for good after some thirty calls

    /// <summary>Nanoseconds per operation of each loop: the median over rounds.</summary>
    public static double[] Nanoseconds(int rounds, int operations, params Action<int>[] loops)
    {
        foreach (var loop in loops) WarmUp(loop, operations);
        return Interleaved(rounds, [.. loops.Select(loop => (Func<double>)(() => Time(() => loop(operations)).TotalNanoseconds / operations))]);
    }

    /// <summary>Calls a loop often enough for its final code, then once at full length.</summary>
    public static void WarmUp(Action<int> loop, int operations)
    {
        for (var i = 0; i < WarmUpCalls; i++) loop(operations / WarmUpCalls);
        loop(operations);
    }

    /// <summary>The median of what each subject measures, round by round in turn.</summary>
    public static double[] Interleaved(int rounds, params Func<double>[] subjects)
    {
        var values = subjects.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
            for (var i = 0; i < subjects.Length; i++) values[i].Add(subjects[i]());
        return [.. values.Select(Median)];
    }

    /// <summary>The same for subjects that wait; the first rounds, in which the runtime still compiles, do not count.</summary>
    public static async Task<double[]> InterleavedAsync(int rounds, params Func<Task<double>>[] subjects)
    {
        const int WarmUp = 2;
        var values = subjects.Select(_ => new List<double>()).ToArray();
        for (var round = -WarmUp; round < rounds; round++)
            for (var i = 0; i < subjects.Length; i++)
            {
                GC.Collect();
                var value = await subjects[i]();
                if (round >= 0) values[i].Add(value);
            }
        return [.. values.Select(Median)];
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
        return Median(times);
    }

    /// <summary>The median of what each round measures; the first ones do not count.</summary>
    public static async Task<double> MedianOfAsync(int rounds, Func<Task<double>> measure) => (await InterleavedAsync(rounds, measure))[0];

    public static double Median(List<double> values) => Percentile(values, 0.5);

    /// <summary>The smallest value that this part of all values does not exceed; sorts the list.</summary>
    public static double Percentile(List<double> values, double part)
    {
        if (values.Count == 0) throw new InvalidOperationException("Nothing was measured.");
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(values.Count * part))];
    }

    private static TimeSpan Time(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started);
    }
}
