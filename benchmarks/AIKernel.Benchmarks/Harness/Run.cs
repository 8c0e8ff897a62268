using System.Diagnostics;
using AIKernel.Benchmarks.Results;

namespace AIKernel.Benchmarks.Harness;

/// <summary>The suites that a command asked for, run one after the other.</summary>
internal sealed class Run
{
    private readonly List<(SuiteRun Run, IReadOnlyList<Row> Rows)> _suites = [];

    private Run() { }

    public IReadOnlyList<(SuiteRun Run, IReadOnlyList<Row> Rows)> Suites => _suites;

    public IReadOnlyList<Row> Rows => [.. _suites.SelectMany(static suite => suite.Rows)];

    public static async Task<Run> StartAsync(CommandLine command, Bench bench)
    {
        var run = new Run();
        foreach (var suite in Benchmarks.Suites.All.Where(suite => suite.RunsIn(command)))
        {
            Bench.Say($"{suite.Name} …");
            var started = Stopwatch.GetTimestamp();
            var rows = await RowsAsync(suite, bench);
            var seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1);
            Bench.Say($"{suite.Name}: {seconds} s");
            run._suites.Add((new(suite.Name, ResultFiles.Now(), command.Quick ? "quick" : "full", seconds, rows.Count), rows));
        }
        return run;
    }

    /// <summary>A suite that breaks off has not shown anything: that is a row too, and it does not hold.</summary>
    private static async Task<IReadOnlyList<Row>> RowsAsync(Suite suite, Bench bench)
    {
        try
        {
            return await suite.RunAsync(bench);
        }
        catch (Exception exception)
        {
            Bench.Say($"{suite.Name} broke off: {exception}");
            return [new($"the suite '{suite.Name}' runs to its end", "AIKernel", 0, "", "", 0, Target.Exactly(1))];
        }
    }
}
