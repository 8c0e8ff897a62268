using System.Text;

namespace AIKernel.Catalog.Validation;

/// <summary>Which addresses a link may have.</summary>
internal static class Urls
{
    public static bool Fits(string url) => Encoding.UTF8.GetByteCount(url) <= ResourceLimits.UrlBytes;

    /// <summary>
    /// Absolute, http or https, with a host. The parser mends blanks and backslashes, and readers then disagree on
    /// where the link leads; so they are refused.
    /// </summary>
    public static bool IsAbsolute(string url)
    {
        foreach (var character in url)
            if (char.IsWhiteSpace(character) || char.IsControl(character) || character is '\\' or '<' or '>' or '"') return false;
        return (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0;
    }
}
