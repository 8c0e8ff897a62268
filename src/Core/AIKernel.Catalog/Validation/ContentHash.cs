using System.Buffers;
using System.Security.Cryptography;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>Fingerprints of content.</summary>
public static class ContentHash
{
    /// <summary>
    /// Lower-case hexadecimal SHA-256 of the content's canonical JSON: equal content has an equal hash, on every
    /// machine and in every release.
    /// </summary>
    public static string Of(ResourceContent content)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        ContentJson.WriteCanonical(json, content);
        return Convert.ToHexStringLower(SHA256.HashData(json.WrittenSpan));
    }
}
