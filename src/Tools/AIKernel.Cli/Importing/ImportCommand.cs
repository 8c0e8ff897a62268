using System.Diagnostics;
using AIKernel.Cli.Stack;
using Spectre.Console;

namespace AIKernel.Cli.Importing;

/// <summary><c>./run import FILE</c>.</summary>
internal static class ImportCommand
{
    private static readonly Uri Default = new("http://127.0.0.1:8080");

    public static async Task<int> ExecuteAsync(IAnsiConsole console, ImportFile import, CancellationToken ct)
    {
        try
        {
            await using var file = Open(import.File);
            var node = import.Url ?? StackFile.FirstNode(StateFolder.Locate(import.State).StackFile) ?? Default;
            console.Say($"Importing {import.File} into {node}");

            var watch = Stopwatch.StartNew();
            var report = await SendAsync(console, node, file, ct);
            SummaryTable.Write(console, report, watch.Elapsed);
            return report.Summary!.Failed == 0 ? ExitCodes.Success : ExitCodes.Failed;
        }
        catch (ImportException fault)
        {
            return await Terminal.FailAsync(fault.Message, ExitCodes.NotSent);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    private static Task<BulkReport> SendAsync(IAnsiConsole console, Uri node, FileStream file, CancellationToken ct)
    {
        if (console.IsPlain())
            return BulkClient.SendAsync(node, file, static _ => { }, static _ => { }, ct);

        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var upload = context.AddTask("Sending", maxValue: Math.Max(file.Length, 1));
                var answer = context.AddTask("Answered", autoStart: false).IsIndeterminate();
                var report = await BulkClient.SendAsync(
                    node,
                    file,
                    bytes => upload.Value = bytes,
                    lines =>
                    {
                        answer.StartTask();
                        answer.Description = $"Answered {lines:N0} lines";
                    },
                    ct);
                answer.IsIndeterminate(false).Value = answer.MaxValue;
                return report;
            });
    }
}
