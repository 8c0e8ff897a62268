using System.Text;

namespace AIKernel.Catalog.Api.Metrics;

/// <summary>
/// Names and units as Prometheus wants them: snake case, base units, the unit and <c>_total</c> at the end, each once.
/// </summary>
internal static class MetricNames
{
    private static readonly Dictionary<string, (string Suffix, double Scale)> Units = new(StringComparer.Ordinal)
    {
        ["s"] = ("seconds", 1), ["ms"] = ("seconds", 1e-3), ["us"] = ("seconds", 1e-6), ["ns"] = ("seconds", 1e-9),
        ["min"] = ("seconds", 60), ["h"] = ("seconds", 3600), ["d"] = ("seconds", 86400),
        ["By"] = ("bytes", 1), ["KiBy"] = ("bytes", 1024), ["MiBy"] = ("bytes", 1 << 20), ["GiBy"] = ("bytes", 1 << 30),
        ["kBy"] = ("bytes", 1e3), ["MBy"] = ("bytes", 1e6), ["GBy"] = ("bytes", 1e9),
        ["By/s"] = ("bytes_per_second", 1), ["%"] = ("ratio", 0.01), ["1"] = ("", 1),
    };

    private static readonly string[] PartsOfHistograms = ["_count", "_sum", "_bucket", "_total", "_info"];

    /// <summary>The family's name, and what a measured value is multiplied with to be in the base unit.</summary>
    public static (string Name, double Scale) Of(string instrument, string? unit, MetricKind kind)
    {
        var name = Words(instrument);
        var (suffix, scale) = Units.GetValueOrDefault(unit ?? "", ("", 1d));
        if (kind == MetricKind.Counter) name = WithoutEnd(name, "_total");
        else name = PartsOfHistograms.FirstOrDefault(part => name.EndsWith(part, StringComparison.Ordinal)) is { } reserved
            // Only counters end in _total, only histograms in the others: "thread.count" counts threads that there are.
            ? WithoutEnd(name, reserved) + "_current" : name;
        if (suffix.Length > 0 && !name.EndsWith("_" + suffix, StringComparison.Ordinal)) name = $"{name}_{suffix}";
        return (kind == MetricKind.Counter ? name + "_total" : name, scale);
    }

    /// <summary>A label's name; ours never begin with the two underscores that Prometheus keeps for itself.</summary>
    public static string OfLabel(string tag)
    {
        var name = Words(tag);
        while (name.StartsWith("__", StringComparison.Ordinal)) name = name[1..];
        return name is "le" or "quantile" ? "exported_" + name : name;
    }

    /// <summary>The text with a word break for every character that a name cannot hold and before every hump.</summary>
    private static string Words(string text)
    {
        var name = new StringBuilder(text.Length + 4);
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0 && (char.IsAsciiLetterLower(name[^1]) || char.IsAsciiDigit(name[^1]))) name.Append('_');
            name.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_');
        }
        if (name.Length == 0 || char.IsAsciiDigit(name[0])) name.Insert(0, '_');
        return name.ToString();
    }

    private static string WithoutEnd(string name, string end) => name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length] : name;
}
