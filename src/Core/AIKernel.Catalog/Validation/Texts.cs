namespace AIKernel.Catalog.Validation;

/// <summary>What texts are measured by.</summary>
internal static class Texts
{
    /// <summary>Whether the text has at most so many characters: Unicode code points, as the database and JSON Schema count them.</summary>
    public static bool Fits(string? text, int characters) =>
        text is null || text.Length <= characters || (text.Length <= 2 * characters && text.EnumerateRunes().Count() <= characters);

    /// <summary>Whether the text has no control character (U+0000–001F, U+007F–009F) at all.</summary>
    public static bool IsLine(string? text) => text is null || !text.AsSpan().ContainsAnyControl(lineBreaks: false);

    /// <summary>As <see cref="IsLine"/>, but line feed, carriage return and tab are welcome.</summary>
    public static bool IsProse(string? text) => text is null || !text.AsSpan().ContainsAnyControl(lineBreaks: true);

    private static bool ContainsAnyControl(this ReadOnlySpan<char> text, bool lineBreaks)
    {
        foreach (var character in text)
            if (char.IsControl(character) && !(lineBreaks && character is ('\n' or '\r' or '\t'))) return true;
        return false;
    }
}
