using System.Globalization;

namespace AIKernel.Catalog.Validation;

/// <summary>Builds JSON pointers (RFC 6901).</summary>
internal static class Pointers
{
    private const int MaxToken = 128;

    /// <summary>The pointer of a member. A name that is not Unicode is shown as U+FFFD; a long one is cut.</summary>
    public static string Member(string parent, string? name) => $"{parent}/{Escape(name ?? "\uFFFD")}";

    /// <summary>The pointer of an element.</summary>
    public static string Item(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}/{index}");

    /// <summary>One token, escaped and, if it is long, cut between characters.</summary>
    public static string Escape(string name)
    {
        var shown = name.Length <= MaxToken ? name : name[..(MaxToken - (char.IsHighSurrogate(name[MaxToken - 1]) ? 1 : 0))] + "…";
        return shown.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }
}
