using System.Globalization;
using AIKernel.Benchmarks.Eviction.Policies;
using AIKernel.Benchmarks.Eviction.Traces;
using AIKernel.Benchmarks.Harness;

namespace AIKernel.Benchmarks.Eviction;

/// <summary>
/// Hit rates of eviction policies on traces, and what their writers pay. Prints the whole table; its rows are the means.
/// AIKERNEL_TRACE may name a file of ids, one a line, to be played too.
/// </summary>
internal static class EvictionBenchmark
{
    private const int Seed = 20_260;
    private const string TraceVariable = "AIKERNEL_TRACE";

    public static Task<IReadOnlyList<Row>> RunAsync(bool quick) => Task.Run<IReadOnlyList<Row>>(() => Run(quick));

    private static List<Row> Run(bool quick)
    {
        var (keys, requests) = quick ? (10_000, 200_000) : (100_000, 2_000_000);
        var traces = SyntheticTraces.Make(keys, requests, Seed).ToList();
        if (Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 } path) traces.Add(Trace.Read(path));
        var rates = HitRates.Measure(traces);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {Seed}, {keys:N0} keys, {requests:N0} requests a trace."));
        Console.WriteLine(rates.ToMarkdown());
        return [.. Means(rates, traces), .. WriteCosts.Measure(quick ? 100_000 : 1_000_000), .. WriteCosts.Fill(quick ? 100_000 : 1_000_000)];
    }

    private static IEnumerable<Row> Means(HitRates rates, List<Trace> traces)
    {
        foreach (var trace in traces)
            foreach (var policy in PolicyFactory.All)
                yield return new($"hit rate, {trace.Name}, mean of three sizes", policy.Name, rates.Mean(policy, trace.Name), "%", "", 0);
        var best = PolicyFactory.All.Where(static policy => !policy.Shipped).MaxBy(policy => rates.Mean(policy))!;
        yield return new("hit rate, mean of all traces and sizes", PolicyFactory.TinySieve.Name, rates.Mean(PolicyFactory.TinySieve), "%", best.Name, rates.Mean(best), Target.AtLeastFloors(0.98));
    }
}
