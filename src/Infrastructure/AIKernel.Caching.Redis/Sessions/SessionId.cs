using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AIKernel.Caching.Redis.Sessions;

/// <summary>Ids of sessions, and the names of the keys made from them.</summary>
internal static class SessionId
{
    private const string Prefix = "sess_";
    private const int RandomBytes = 32;
    private static readonly int Length = Prefix.Length + Base64Url.GetEncodedLength(RandomBytes);
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>256 bits that nobody can guess.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether it can be an id at all. What callers send becomes a key's name only if it can.</summary>
    public static bool IsWellFormed(string? id) =>
        id is not null && id.Length == Length && id.StartsWith(Prefix, StringComparison.Ordinal) && !id.AsSpan(Prefix.Length).ContainsAnyExcept(Letters);

    /// <summary>Where the session is.</summary>
    public static string KeyOf(string id) => "session:" + id;

    /// <summary>Where a user's sessions are listed; hashed, so that any name makes a key and none is told by it.</summary>
    public static string IndexOf(string user) => "sessions-of:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user)));
}
