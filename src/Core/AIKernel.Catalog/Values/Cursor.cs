using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AIKernel.Catalog.Values;

/// <summary>
/// Where a keyset page starts: the sort keys of the last item seen. Its text carries a digest over the keys
/// and the query it was made for, so that a cursor brought to another query, or a damaged one, is told apart.
/// </summary>
/// <param name="Keys">The sort keys of the last item of the page before, in the order of the sort.</param>
public sealed record Cursor(ValueList<string> Keys)
{
    private const int DigestLength = 8;
    private const int MaxTextLength = 4096;

    /// <summary>The opaque text that <see cref="TryParse"/> reads back for the same scope.</summary>
    /// <param name="scope">The query's canonical form without cursor and limit.</param>
    public string ToText(string scope)
    {
        var keys = JsonSerializer.SerializeToUtf8Bytes(Keys.ToArray());
        return Base64Url.EncodeToString([.. Digest(scope, keys), .. keys]);
    }

    /// <summary>Reads a cursor's text; false when it is damaged or was made for another query.</summary>
    public static bool TryParse(string text, string scope, out Cursor? cursor)
    {
        cursor = null;
        if (text.Length is 0 or > MaxTextLength || !Base64Url.IsValid(text)) return false;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= DigestLength) return false;
        var keys = bytes.AsSpan(DigestLength);
        if (!Digest(scope, keys).AsSpan().SequenceEqual(bytes.AsSpan(0, DigestLength))) return false;
        try
        {
            var list = JsonSerializer.Deserialize<string?[]>(keys);
            // The digest has no secret, so anyone can make a text that gets here: a database takes neither of these.
            if (list is null || list.Any(static key => key is null || key.Contains('\0', StringComparison.Ordinal))) return false;
            cursor = new(list.ToValueList()!);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Digest(string scope, ReadOnlySpan<byte> keys)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(scope));
        hash.AppendData([0]);
        hash.AppendData(keys);
        return hash.GetHashAndReset()[..DigestLength];
    }
}
