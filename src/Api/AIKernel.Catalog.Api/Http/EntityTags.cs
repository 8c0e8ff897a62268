using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Api.Http;

/// <summary>Strong entity tags, quotes included. Rows are told by id and revision, everything else by its bytes.</summary>
internal static class EntityTags
{
    private const int DigestLength = 22;
    private const int ShortDigestLength = 8;

    public static string Of(Resource resource) => string.Create(CultureInfo.InvariantCulture, $"\"{resource.Id:N}-{resource.Revision}\"");

    /// <summary>
    /// As for resources, and a digest of the ends' references: they are part of the answer but change with the resources,
    /// without a revision of the edge. Leaving them out would answer 304 to a reader who holds the old names.
    /// </summary>
    public static string Of(Relationship edge)
    {
        var names = Encoding.UTF8.GetBytes($"{edge.SourceRef}\n{edge.TargetRef}");
        return string.Create(CultureInfo.InvariantCulture, $"\"{edge.Id:N}-{edge.Revision}-{Digest(names, ShortDigestLength)}\"");
    }

    public static string Of(ReadOnlySpan<byte> body) => $"\"{Digest(body, DigestLength)}\"";

    /// <summary>The revision that a tag of the row with this id names; false for tags of anything else.</summary>
    public static bool TryReadRevision(ReadOnlySpan<char> tag, Guid id, out long revision)
    {
        revision = 0;
        tag = tag.Trim('"');
        Span<char> prefix = stackalloc char[33];
        id.TryFormat(prefix, out _, "N");
        prefix[32] = '-';
        if (!tag.StartsWith(prefix, StringComparison.Ordinal)) return false;
        var rest = tag[prefix.Length..];
        var end = rest.IndexOf('-');
        return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out revision);
    }

    private static string Digest(ReadOnlySpan<byte> bytes, int length) => Base64Url.EncodeToString(SHA256.HashData(bytes))[..length];
}
