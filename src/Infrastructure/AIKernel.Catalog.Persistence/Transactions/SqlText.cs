using System.Text;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Persistence.Transactions;

/// <summary>
/// Guards what reaches SQL from queries, which may hold anything: PostgreSQL refuses NUL, UTF-8 refuses lone
/// surrogates. What cannot be stored cannot be found either, so the answer is "not there", not an error.
/// </summary>
internal static class SqlText
{
    /// <summary>Whether a row can hold this text.</summary>
    public static bool IsStorable(string? text)
    {
        if (text is null) return true;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done || rune.Value == 0) return false;
            rest = rest[length..];
        }
        return true;
    }

    /// <summary>The text with a space for every character that no row can hold.</summary>
    public static string Storable(string text)
    {
        if (IsStorable(text)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // yields U+FFFD for lone surrogates
            clean.Append(rune.Value is 0 or 0xFFFD ? " " : rune.ToString());
        return clean.ToString();
    }

    /// <summary>Whether a resource can have this reference: all parts are visible ASCII, so lower case means the same here and there.</summary>
    public static bool IsReference(ResourceReference reference) =>
        IsVisibleAscii(reference.Kind) && IsVisibleAscii(reference.Namespace) && IsVisibleAscii(reference.Name);

    private static bool IsVisibleAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
