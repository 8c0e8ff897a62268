using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>The keys from the configuration that encrypt the ring: one that writes, and former ones that can still read.</summary>
internal sealed class RingKeys
{
    private const int KeyBytes = 32;

    private readonly Dictionary<string, byte[]> _byId;

    public RingKeys(IOptions<StateConfiguration> state)
    {
        var protection = state.Value.DataProtection;
        var keys = protection.OldKeys.Prepend(protection.Key).Where(static key => key.Length > 0).Select(Convert.FromBase64String).ToList();
        _byId = keys.DistinctBy(IdOf).ToDictionary(IdOf, StringComparer.Ordinal);
        CurrentId = protection.Key.Length > 0 ? IdOf(keys[0]) : null;
    }

    /// <summary>Which key encrypts what is written now; null when there is none.</summary>
    public string? CurrentId { get; }

    public byte[]? Find(string id) => _byId.GetValueOrDefault(id);

    public static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 3];
        return text.Length <= 64 && Convert.TryFromBase64String(text, bytes, out var count) && count == KeyBytes;
    }

    /// <summary>A name for the key that tells nothing about it.</summary>
    private static string IdOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes("aikernel key ring:"), .. key]).AsSpan(0, 8));
}
