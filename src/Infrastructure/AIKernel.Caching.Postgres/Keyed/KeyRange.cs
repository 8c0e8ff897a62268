using System.Buffers;
using System.Text;
using AIKernel.Caching.Strategies;

namespace AIKernel.Caching.Postgres.Keyed;

/// <summary>The keys from one on up to another, which is not among them, in the order of their bytes.</summary>
internal readonly record struct KeyRange(string Low, string High)
{
    private const int LastBeforeSurrogates = 0xD7FF, FirstAfterSurrogates = 0xE000, Last = 0x10FFFF;

    /// <summary>The keys of a pattern that stands for one key or for all that begin alike; null for any other: no order helps to find these.</summary>
    public static KeyRange? Of(KeyPattern pattern)
    {
        var (like, text) = (pattern.Like, new StringBuilder(pattern.Like.Length));
        for (var at = 0; at < like.Length; at++)
        {
            if (like[at] == '%' && at == like.Length - 1) return Above(text.ToString()) is { } above ? new(text.ToString(), above) : null;
            if (like[at] is '%' or '_') return null;
            if (like[at] == '\\' && ++at == like.Length) return null;
            text.Append(like[at]);
        }
        // No text has a character below this one, so nothing else lies between.
        return new(text.ToString(), text.Append('\u0001').ToString());
    }

    /// <summary>The lowest text above all that begin so; null if there is none.</summary>
    private static string? Above(string prefix)
    {
        for (; Rune.DecodeLastFromUtf16(prefix, out var last, out var length) == OperationStatus.Done; prefix = prefix[..^length])
            if (last.Value < Last) return prefix[..^length] + new Rune(last.Value == LastBeforeSurrogates ? FirstAfterSurrogates : last.Value + 1);
        return null;
    }
}
