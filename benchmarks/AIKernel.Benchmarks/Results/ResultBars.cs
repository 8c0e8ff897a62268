using System.Globalization;
using System.Net;
using System.Text;

namespace AIKernel.Benchmarks.Results;

/// <summary>The rows of one work as horizontal bars on one linear scale from zero.</summary>
internal static class ResultBars
{
    private const int Width = 960, LabelWidth = 330, FigureWidth = 130, BarHeight = 16, Step = 24;
    private const int BarWidth = Width - LabelWidth - FigureWidth;

    public static string Render(string work, IReadOnlyList<StoredRow> rows)
    {
        var bars = rows.Select(static row => (Label: row.Subject, row.Value, Class: row.Target is null ? "peer" : "measured")).ToList();
        foreach (var (name, value) in rows.Where(static row => row.FloorValue is not null).Select(static row => (row.Floor, row.FloorValue!.Value)).Distinct())
            bars.Add((name, value, "floor"));
        var limits = rows.Select(static row => row.Limit).OfType<double>().Distinct().ToList();
        var most = bars.Select(static bar => bar.Value).Concat(limits).Max();
        double Scaled(double value) => most <= 0 ? 0 : Math.Max(0, value) / most * BarWidth;
        var svg = new StringBuilder();
        Append(svg, $"<svg viewBox=\"0 0 {Width} {bars.Count * Step + 4}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(work)}\">\n");
        for (var i = 0; i < bars.Count; i++)
        {
            var (label, value, kind) = bars[i];
            var top = i * Step + 4;
            Append(svg, $"<text x=\"{LabelWidth - 8}\" y=\"{top + 13}\" text-anchor=\"end\" class=\"{(kind == "measured" ? "ink" : "soft")}\">{WebUtility.HtmlEncode(label)}</text>");
            Append(svg, $"<rect x=\"{LabelWidth}\" y=\"{top}\" width=\"{Math.Max(1, Scaled(value)):0.#}\" height=\"{BarHeight}\" rx=\"2\" class=\"{kind}\"/>");
            Append(svg, $"<text x=\"{Width}\" y=\"{top + 13}\" text-anchor=\"end\" class=\"{(kind == "measured" ? "ink" : "soft")}\">{WebUtility.HtmlEncode(Figures.Text(value, rows[0].Unit))}</text>\n");
        }
        foreach (var limit in limits)
            Append(svg, $"<line x1=\"{LabelWidth + Scaled(limit):0.#}\" x2=\"{LabelWidth + Scaled(limit):0.#}\" y1=\"0\" y2=\"{bars.Count * Step + 4}\" class=\"target\"><title>target</title></line>\n");
        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
