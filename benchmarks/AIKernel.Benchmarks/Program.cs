using AIKernel.Benchmarks.Catalog;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Hits;
using Spectre.Console;

// Usage: bench [hits] [catalog]; without a name everything runs.
var suites = new Dictionary<string, Func<Task<IReadOnlyList<Row>>>> { ["hits"] = HitBenchmark.RunAsync, ["catalog"] = CatalogBenchmark.RunAsync };
if (args.FirstOrDefault(name => !suites.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no benchmark '{unknown}'. There are: {string.Join(", ", suites.Keys)}.");
    return 2;
}

List<Row> rows = [];
foreach (var (name, run) in suites)
    if (args.Length == 0 || args.Contains(name)) rows.AddRange(await run());

var table = new Table().Border(TableBorder.Markdown).AddColumns("work", "measured", "floor", "ratio", "target", "holds");
foreach (var row in rows)
    table.AddRow(row.Work, $"{row.Value:N2} {row.Unit}", row.FloorValue == 0 ? "" : $"{row.Floor}: {row.FloorValue:N2} {row.Unit}",
        row.FloorValue == 0 ? "" : $"{row.Ratio:N2}", row.FloorValue == 0 ? $"≤ {row.Target} {row.Unit}" : $"≤ {row.Target}", row.Holds ? "yes" : "NO");
AnsiConsole.Profile.Width = 200;
AnsiConsole.Write(table);
return rows.All(static row => row.Holds) ? 0 : 1;
