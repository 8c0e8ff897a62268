using System.Text.RegularExpressions;

namespace AIKernel.Operations.Tests.Monitoring;

/// <summary>What can be linked to in a Markdown file.</summary>
internal static partial class Markdown
{
    /// <summary>The anchors that a renderer gives its headings.</summary>
    public static IReadOnlySet<string> Anchors(string text) =>
        Heading().Matches(text).Select(static heading => NotInAnchors().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"^#{1,6} +(.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
