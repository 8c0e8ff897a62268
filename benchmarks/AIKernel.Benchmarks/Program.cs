using AIKernel.Benchmarks.Hits;
using Spectre.Console;

var rows = await HitBenchmark.RunAsync();
var table = new Table().AddColumns("work", "subject", "value", "floor", "floor value", "ratio", "target", "holds");
foreach (var row in rows)
    table.AddRow(row.Work, row.Subject, $"{row.Value:N1} {row.Unit}", row.Floor, $"{row.FloorValue:N1} {row.Unit}", $"{row.Ratio:N2}", $"≤ {row.Target}", row.Holds ? "yes" : "no");
AnsiConsole.Write(table);
return rows.All(static row => row.Holds) ? 0 : 1;
