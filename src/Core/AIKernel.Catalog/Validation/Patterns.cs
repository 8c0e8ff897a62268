using System.Text.RegularExpressions;

namespace AIKernel.Catalog.Validation;

/// <summary>The forms of names. Each is anchored at both ends and has no two ways to match, so it runs in linear time.</summary>
internal static partial class Patterns
{
    [GeneratedRegex(@"\A[A-Za-z0-9@~][A-Za-z0-9._~:@+/-]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameCharacters();

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    public static partial Regex Namespace();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9:+#._-]{0,62}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Tag();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Kind();

    /// <summary>Names may look like paths, but never like one that a file system or a browser would rewrite.</summary>
    public static bool IsName(string text)
    {
        if (!NameCharacters().IsMatch(text)) return false;
        foreach (var segment in text.AsSpan().Split('/'))
            if (text.AsSpan(segment) is "" or "." or "..") return false;
        return true;
    }
}
