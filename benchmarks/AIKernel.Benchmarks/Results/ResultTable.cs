using AIKernel.Benchmarks.Harness;

namespace AIKernel.Benchmarks.Results;

/// <summary>The rows on standard output, as a Markdown table, with how many targets hold and which do not.</summary>
internal static class ResultTable
{
    private static readonly string[] Heads = ["work", "subject", "measured", "floor", "ratio", "target", "holds"];
    private static readonly bool[] IsNumber = [false, false, true, true, true, true, false];

    public static void Write(IReadOnlyList<Row> rows, TextWriter output)
    {
        var lines = rows.Select(static row => Cells(StoredRow.Of(row))).ToList();
        for (var i = lines.Count - 1; i > 0; i--)
            if (rows[i].Work == rows[i - 1].Work) lines[i][0] = ""; // a work is named once
        var widths = Heads.Select((head, column) => lines.Select(line => line[column].Length).Append(head.Length).Max()).ToArray();
        WriteLine(output, Heads, widths);
        WriteLine(output, [.. widths.Select(static (width, column) => new string('-', width - 1) + (IsNumber[column] ? ":" : "-"))], widths);
        foreach (var line in lines) WriteLine(output, line, widths);
        WriteSummary(rows, output);
    }

    private static void WriteSummary(IReadOnlyList<Row> rows, TextWriter output)
    {
        var failed = rows.Where(static row => row.Holds == false).ToList();
        output.WriteLine();
        output.WriteLine($"{rows.Count(static row => row.Holds == true)} of {rows.Count(static row => row.Holds is not null)} targets hold{(failed.Count == 0 ? "." : "; these do not:")}");
        foreach (var row in failed)
            output.WriteLine($"  {row.Work}, {row.Subject}: {Figures.Text(row.Value, row.Unit)}{(row.Ratio is { } ratio ? $" = {Figures.Text(ratio)} × floor" : "")}; target {row.Target!.Text(row.Unit)}");
    }

    private static string[] Cells(StoredRow row) =>
    [
        row.Work, row.Subject, Figures.Text(row.Value, row.Unit),
        row.FloorValue is { } floor ? $"{row.Floor}: {Figures.Text(floor, row.Unit)}" : "",
        row.Ratio is { } ratio ? Figures.Text(ratio) : "", row.Target ?? "",
        row.Holds switch { true => "yes", false => "NO", null => "" },
    ];

    private static void WriteLine(TextWriter output, string[] cells, int[] widths) =>
        output.WriteLine($"| {string.Join(" | ", cells.Select((cell, column) => IsNumber[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))} |");
}
