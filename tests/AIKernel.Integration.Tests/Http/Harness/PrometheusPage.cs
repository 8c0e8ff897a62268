using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>One line of a page: name, labels by name, value.</summary>
internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>A metrics page, read by the grammar of the text format and by promtool.</summary>
internal sealed record PrometheusPage(IReadOnlyDictionary<string, string> Types, IReadOnlyList<MetricSample> Samples)
{
    public MetricSample Find(string name, params (string Name, string Value)[] labels) =>
        Assert.Single(Samples, sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value));

    public static PrometheusPage Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var (types, helps, samples) = (new Dictionary<string, string>(), new HashSet<string>(), new List<MetricSample>());
        foreach (var line in text[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) Assert.True(helps.Add(line.Split(' ')[2]), $"Told twice: {line}");
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) types.Add(line.Split(' ')[2], line.Split(' ')[3]);
            else samples.Add(ParseSample(line));
        }
        Assert.Equal(helps, types.Keys.ToHashSet());
        Assert.Equal(samples.Count, samples.Select(static sample => $"{sample.Name}{{{string.Join(',', sample.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal))}}}").Distinct().Count());
        return new(types, samples);
    }

    /// <summary>promtool's verdict: its exit code and what it printed. It must be there.</summary>
    public static async Task<(int ExitCode, string Output)> CheckAsync(string text)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, await output + await errors);
    }

    private static MetricSample ParseSample(string line)
    {
        var open = line.IndexOf('{', StringComparison.Ordinal);
        var end = open < 0 ? line.IndexOf(' ', StringComparison.Ordinal) : line.LastIndexOf("} ", StringComparison.Ordinal) + 1;
        var labels = open < 0 ? [] : ParseLabels(line[(open + 1)..(end - 1)]);
        return new(line[..(open < 0 ? end : open)], labels, Number(line[(end + 1)..]));
    }

    private static Dictionary<string, string> ParseLabels(string text)
    {
        var labels = new Dictionary<string, string>();
        for (var at = 0; at < text.Length;)
        {
            var equals = text.IndexOf('=', at);
            Assert.Equal('"', text[equals + 1]);
            var value = new StringBuilder();
            var index = equals + 2;
            for (; text[index] != '"'; index++)
            {
                if (text[index] != '\\') value.Append(text[index]);
                else value.Append(text[++index] switch { 'n' => '\n', '"' => '"', '\\' => '\\', var other => throw new FormatException($"\\{other} is no escape.") });
            }
            labels.Add(text[at..equals], value.ToString());
            at = index + 1;
            if (at < text.Length) Assert.Equal(',', text[at++]);
        }
        return labels;
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
