using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace AIKernel.Caching;

/// <summary>
/// Names something that can change. Entries carry the tags of everything their value depends on; the journal
/// carries the tags that each change touched. Inside the cache a tag is the 64-bit XXH3 hash of its UTF-8 text:
/// the same on every node, and a collision can only invalidate too much, never too little.
/// </summary>
public static class Tag
{
    /// <summary>The hash of a tag's text.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = null;
        var buffer = size <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(size);
        var hash = XxHash3.HashToUInt64(buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>The hash of <c>{family}:{id}</c>, the id in lower-case hyphenated form.</summary>
    public static ulong Of(string family, Guid id)
    {
        Span<char> text = stackalloc char[family.Length + 37];
        text.TryWrite(CultureInfo.InvariantCulture, $"{family}:{id:D}", out var written);
        return Of(text[..written]);
    }
}

/// <summary>Collects the distinct tags of one entry.</summary>
public sealed class TagSet
{
    private readonly HashSet<ulong> _tags = [];

    /// <summary>Adds the tag with this text.</summary>
    public TagSet Add(ReadOnlySpan<char> text)
    {
        _tags.Add(Tag.Of(text));
        return this;
    }

    /// <summary>Adds the tag <c>{family}:{id}</c>.</summary>
    public TagSet Add(string family, Guid id)
    {
        _tags.Add(Tag.Of(family, id));
        return this;
    }

    internal ulong[] ToArray() => [.. _tags];
}
