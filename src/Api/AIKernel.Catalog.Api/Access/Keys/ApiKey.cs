using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AIKernel.Catalog.Api.Access.Keys;

/// <summary>
/// The text of an API key: <c>aik_</c>, 16 hexadecimal digits by which it is found, <c>_</c>, and 256 random bits in
/// base64url. What is kept is its SHA-256. A slow hash would buy nothing: it makes guessing dear where a person chose the
/// password, and 256 random bits are out of reach of guessing at any price; each request would pay for it.
/// </summary>
internal static class ApiKey
{
    public const string Prefix = "aik_";
    public const int IdLength = 16;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private const int SecretBytes = 32;
    private const int SecretStart = 4 + IdLength + 1;

    /// <summary>The length of every key.</summary>
    public const int Length = SecretStart + 43;

    /// <summary>A key that nobody has yet. Its text exists here and where it is shown, once.</summary>
    public static (string Text, string Id, string Hash) Create()
    {
        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        var text = $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";
        return (text, id, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
    }

    /// <summary>The public part of what has the form of a key; null for anything else.</summary>
    public static string? IdOf(string text)
    {
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[SecretStart - 1] != '_') return null;
        var id = text.AsSpan(Prefix.Length, IdLength);
        return id.ContainsAnyExcept(Digits) || !Base64Url.IsValid(text.AsSpan(SecretStart)) ? null : id.ToString();
    }

    /// <summary>Whether the hash is this key's. <paramref name="text"/> has the form of a key. The time it takes says nothing about either.</summary>
    public static bool Matches(string text, string hash)
    {
        Span<byte> ascii = stackalloc byte[Length], digest = stackalloc byte[SHA256.HashSizeInBytes], known = stackalloc byte[SHA256.HashSizeInBytes];
        Encoding.ASCII.GetBytes(text, ascii);
        SHA256.HashData(ascii, digest);
        return hash.Length == 2 * known.Length
            && Convert.FromHexString(hash, known, out _, out _) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(digest, known);
    }
}
