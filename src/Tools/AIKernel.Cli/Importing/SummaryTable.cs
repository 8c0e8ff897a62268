using System.Globalization;
using Spectre.Console;

namespace AIKernel.Cli.Importing;

/// <summary>What became of a file, for people.</summary>
internal static class SummaryTable
{
    public static void Write(IAnsiConsole console, BulkReport report, TimeSpan elapsed)
    {
        var summary = report.Summary!;
        var table = new Table { Border = console.IsPlain() ? TableBorder.Markdown : TableBorder.Rounded };
        table.AddColumn("");
        foreach (var name in new[] { "created", "updated", "unchanged", "deleted", "failed" })
            table.AddColumn(new TableColumn(name).RightAligned());

        table.AddRow(Row("resources", summary.Resources, report.Failed("resource")));
        table.AddRow(Row("relationships", summary.Relationships, report.Failed("relationship")));
        var others = summary.Failed - report.Failed("resource") - report.Failed("relationship");
        if (others > 0)
            table.AddRow(Row("unreadable lines", BulkCounts.None, others));
        console.Write(table);

        foreach (var failure in report.FirstFailures)
            console.Say($"  line {failure.Line}: {failure.Code}: {failure.Detail}");
        if (summary.Failed > report.FirstFailures.Count)
            console.Say($"  … and {summary.Failed - report.FirstFailures.Count:N0} more");

        console.Say(Sentence(summary, elapsed));
    }

    /// <summary>The same in words, for logs and scripts.</summary>
    public static string Sentence(BulkSummary summary, TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{summary.Resources.Created:N0} resources and {summary.Relationships.Created:N0} relationships created, {summary.Failed:N0} failed; " +
        $"{summary.Resources.Updated + summary.Relationships.Updated:N0} updated, " +
        $"{summary.Resources.Unchanged + summary.Relationships.Unchanged:N0} unchanged, " +
        $"{summary.Resources.Deleted + summary.Relationships.Deleted:N0} deleted; " +
        $"{summary.Lines:N0} lines in {elapsed.TotalSeconds:N1} s, {summary.Lines / Math.Max(elapsed.TotalSeconds, 0.001):N0} lines/s.");

    private static string[] Row(string name, BulkCounts counts, long failed) =>
        [name, Text(counts.Created), Text(counts.Updated), Text(counts.Unchanged), Text(counts.Deleted), Text(failed)];

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
