using System.Net;
using System.Text;

namespace AIKernel.Benchmarks.Results;

/// <summary>The results as one page: no script, nothing from elsewhere, readable in light and dark.</summary>
internal static class ResultPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --ground: #fff; --line: #d7dce3; --measured: #2166b0; --peer: #9aa7b8; --floor: #c9d1db; --good: #1b7a43; --bad: #b3261e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa5b4; --ground: #12161c; --line: #2b333e; --measured: #62a8ee; --peer: #66758a; --floor: #3c4654; --good: #5cc98a; --bad: #ff8a80; } }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; margin-bottom: .25rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 0; border-top: 1px solid var(--line); padding-top: 1rem; }
        h3 { font-size: .95rem; margin: 1.4rem 0 .2rem; font-weight: 600; } p { margin: .2rem 0; } .soft { color: var(--soft); font-size: .875rem; }
        .good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
        svg { width: 100%; height: auto; display: block; } svg text { font: 13px system-ui, sans-serif; fill: var(--ink); } svg .soft { fill: var(--soft); }
        .key { display: inline-block; width: .8em; height: .8em; border-radius: 2px; }
        .measured { fill: var(--measured); } .peer { fill: var(--peer); } .floor { fill: var(--floor); } .target { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 4 3; }
        """;

    public static string Render(RunHeader header, IReadOnlyList<(SuiteRun Run, IReadOnlyList<StoredRow> Rows)> suites)
    {
        var rows = suites.SelectMany(static suite => suite.Rows).Where(static row => row.Holds is not null).ToList();
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>AIKernel measured</title>\n");
        page.Append("<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n<h1>AIKernel measured beside its floors</h1>\n");
        page.Append($"<p class=\"soft\">{header.Date} · {Text(header.Machine.ToString())}</p>\n");
        page.Append($"<p>{rows.Count(static row => row.Holds == true)} of {rows.Count} targets hold. <span class=\"key\" style=\"background: var(--measured)\"></span> measured, <span class=\"key\" style=\"background: var(--peer)\"></span> peers, <span class=\"key\" style=\"background: var(--floor)\"></span> the floor, all of the same run; the dashed line is the target.</p>\n");
        foreach (var (run, of) in suites)
        {
            page.Append($"<h2>{Text(run.Name)} <span class=\"soft\">{run.Date}, {run.Rounds} rounds, <code>./bench {Text(run.Name)}</code></span></h2>\n");
            foreach (var work in of.GroupBy(static row => (row.Work, row.Unit))) AppendWork(page, work.Key.Work, [.. work]);
        }
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void AppendWork(StringBuilder page, string work, IReadOnlyList<StoredRow> rows)
    {
        page.Append($"<h3>{Text(work)}</h3>\n").Append(ResultBars.Render(work, rows));
        foreach (var row in rows.Where(static row => row.Target is not null))
            page.Append($"<p class=\"soft\">{Text(row.Subject)}: {Text(Figures.Text(row.Value, row.Unit))}")
                .Append(row.Ratio is { } ratio ? $", {Figures.Text(ratio)} × {Text(row.Floor)}" : "")
                .Append($"; target {Text(row.Target!)}: ").Append(row.Holds == true ? "<span class=\"good\">holds</span>" : "<span class=\"bad\">does not hold</span>").Append("</p>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
