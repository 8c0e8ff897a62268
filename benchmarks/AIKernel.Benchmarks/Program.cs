using AIKernel.Benchmarks;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Http;
using AIKernel.Benchmarks.Results;
using AIKernel.Benchmarks.Storm;

if (args is [StormProcess.Argument])
{
    using var orders = new StreamReader(Console.OpenStandardInput());
    await using var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
    await StormNode.RunAsync(orders, answers);
    return 0;
}

if (args is [HttpNode.Argument]) return HttpNode.Run();

if (CommandLine.Parse(args, Suites.All) is not { } command) return 2;
await using var bench = new Bench(command.Quick);
var run = await Run.StartAsync(command, bench);
ResultTable.Write(run.Rows, Console.Out);
if (command.KeepsResults) await new ResultFiles(command.ResultFolder).UpdateAsync(run.Suites, [.. Suites.All.Select(static suite => suite.Name)], await Machine.DescribeAsync(bench));
Bench.Say(command.KeepsResults ? $"Kept in {command.ResultFolder}." : "Not kept: a quick run of single suites is for looking at.");
return run.Rows.All(static row => row.Holds != false) ? 0 : 1;
