using System.Globalization;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>Values as a configuration writes them.</summary>
internal static class Text
{
    private const int LongestQuote = 80;

    public static string Of(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>What was given, for a sentence about it: not more than fits on a line, and nothing that moves a terminal's cursor.</summary>
    public static string Shorten(string given) => given.Length > LongestQuote ? OneLine(given[..LongestQuote]) + "…" : OneLine(given);

    /// <summary>The same without what would begin a line or move the cursor.</summary>
    public static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(static letter => char.IsControl(letter) ? '?' : letter)) : text;

    /// <summary>The words one of which is expected: <c>a, b or c</c>; an empty one comes last, as "nothing".</summary>
    public static string Choice(IEnumerable<string> words)
    {
        var all = words.OrderBy(static word => word.Length == 0).Select(static word => word.Length == 0 ? "nothing" : word).ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} or {all[^1]}";
    }
}
