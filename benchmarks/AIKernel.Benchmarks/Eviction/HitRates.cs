using System.Globalization;
using System.Text;
using AIKernel.Benchmarks.Eviction.Policies;
using AIKernel.Benchmarks.Eviction.Traces;

namespace AIKernel.Benchmarks.Eviction;

/// <summary>Part of a trace's requests that a policy answers, in percent, at each size of the cache.</summary>
internal sealed class HitRates
{
    /// <summary>Room in the cache, as a part of the keys.</summary>
    private static readonly double[] Rooms = [0.01, 0.10, 0.25];

    private readonly List<(string Trace, string Policy, double[] Rates)> _lines = [];

    private HitRates() { }

    /// <summary>Plays every trace to every policy; the first misses of an empty cache count like all others.</summary>
    public static HitRates Measure(IReadOnlyList<Trace> traces)
    {
        var rates = new HitRates();
        foreach (var trace in traces)
            foreach (var policy in PolicyFactory.All)
                rates._lines.Add((trace.Name, policy.Name, Array.ConvertAll(Rooms, part => Play(trace, policy.Create(trace.Keys, Math.Max(1, (int)(trace.Keys * part)))))));
        return rates;
    }

    /// <summary>Over all sizes, and all traces where none is named.</summary>
    public double Mean(PolicyFactory policy, string? trace = null) =>
        _lines.Where(line => line.Policy == policy.Name && (trace ?? line.Trace) == line.Trace).SelectMany(static line => line.Rates).Average();

    /// <summary>Policies by traces and sizes, as a Markdown table.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"| hit rate at room for {string.Join(" / ", Rooms.Select(static part => part.ToString("P0", CultureInfo.InvariantCulture)))} of the keys |");
        foreach (var policy in PolicyFactory.All) text.Append(CultureInfo.InvariantCulture, $" {policy.Name} |");
        text.AppendLine().Append("|---|").Insert(text.Length, "--:|", PolicyFactory.All.Count).AppendLine();
        foreach (var trace in _lines.GroupBy(static line => line.Trace))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {trace.Key} |");
            foreach (var line in trace) text.Append(CultureInfo.InvariantCulture, $" {string.Join(" / ", line.Rates.Select(static rate => rate.ToString("N1", CultureInfo.InvariantCulture)))} |");
            text.AppendLine();
        }
        text.Append("| mean |");
        foreach (var policy in PolicyFactory.All) text.Append(CultureInfo.InvariantCulture, $" {Mean(policy):N1} |");
        return text.AppendLine().ToString();
    }

    private static double Play(Trace trace, EvictionPolicy policy)
    {
        var hits = 0;
        foreach (var id in trace.Requests)
            if (policy.Access(id)) hits++;
        return 100.0 * hits / trace.Requests.Length;
    }
}
