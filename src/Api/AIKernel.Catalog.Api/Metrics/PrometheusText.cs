using System.Globalization;
using System.Text;

namespace AIKernel.Catalog.Api.Metrics;

/// <summary>Writes families in the text format of Prometheus, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes a family unless it has nothing to say.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="family">What.</param>
    /// <param name="collection">Observed series that were not reported in this collection are left out.</param>
    /// <param name="vocabulary">How it is called.</param>
    public static void Write(StringBuilder text, Family family, long collection, MetricVocabulary vocabulary)
    {
        var name = vocabulary.Family(family.Name);
        var lines = family.AllSeries.Where(series => series.Collection >= collection)
            .Select(series => (Labels: Labels(vocabulary.Labels(family.Name, series.Tags)), Series: series)).OrderBy(static line => line.Labels, StringComparer.Ordinal).ToList();
        if (lines.Count == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escape(family.Help, quotes: false)}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {family.Kind.ToString().ToLowerInvariant()}\n");
        // Label sets that differ only in what a name cannot hold are one line.
        foreach (var line in lines.GroupBy(static line => line.Labels, static line => line.Series, StringComparer.Ordinal))
        {
            if (family.Kind == MetricKind.Histogram) WriteHistogram(text, name, family, line.Key, [.. line]);
            else WriteSample(text, name, line.Key, family.Kind == MetricKind.Counter ? line.Sum(static series => series.Value) : line.Last().Value);
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, Family family, string labels, IReadOnlyList<Series> line)
    {
        var buckets = new long[family.Bounds.Length + 1];
        foreach (var series in line)
        {
            var counts = series.ReadBuckets();
            for (var index = 0; index < buckets.Length; index++) buckets[index] += counts[index];
        }
        var total = 0L;
        for (var index = 0; index < buckets.Length; index++)
        {
            total += buckets[index];
            var bound = index < family.Bounds.Length ? Number(family.Bounds[index]) : "+Inf";
            WriteSample(text, name + "_bucket", Join(labels, $"le=\"{bound}\""), total);
        }
        WriteSample(text, name + "_sum", labels, line.Sum(static series => series.Value));
        WriteSample(text, name + "_count", labels, total);
    }

    private static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Labels(IEnumerable<KeyValuePair<string, object?>> tags) => string.Join(',', tags
        .GroupBy(static tag => MetricNames.OfLabel(tag.Key), static tag => Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal)
        .OrderBy(static label => label.Key, StringComparer.Ordinal)
        .Select(static label => $"{label.Key}=\"{Escape(string.Join(';', label), quotes: true)}\""));

    private static string Join(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

    private static string Escape(string value, bool quotes)
    {
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
