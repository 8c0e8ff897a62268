using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching;

/// <summary>
/// The keys of AES-256-GCM for entries that are sensitive: one to write with, all of them to read with. A rotation adds
/// the new key on every node, then makes it the current one, then, a lifetime later, takes the old one away. Safe to
/// share between threads; tells its keys to nobody.
/// </summary>
/// <remarks>
/// A payload becomes: hash of the key's id (u64), nonce (12 random bytes), ciphertext, tag (16). Header and tags of its
/// frame, with the key it is kept under, are the associated data. With random nonces a key is good for 2^32 entries.
/// </remarks>
public sealed class EncryptionKeyRing
{
    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Bytes before the ciphertext.</summary>
    internal const int Prefix = sizeof(ulong) + NonceSize;

    /// <summary>By how much a payload grows.</summary>
    internal const int Overhead = Prefix + TagSize;

    private readonly Dictionary<ulong, byte[]> _keys = [];
    private readonly ulong _current;

    /// <param name="currentKey">The id of the key to write with.</param>
    /// <param name="keys">Every key by its id; copied.</param>
    /// <exception cref="ArgumentException">A key is not of <see cref="KeySize"/> bytes, or the current one is not among them.</exception>
    public EncryptionKeyRing(string currentKey, IReadOnlyDictionary<string, byte[]> keys)
    {
        foreach (var (id, key) in keys)
        {
            if (key.Length != KeySize) throw new ArgumentException($"Key '{id}' has {key.Length} bytes; expected {KeySize}.", nameof(keys));
            _keys.Add(HashOf(id), (byte[])key.Clone());
        }
        _current = HashOf(currentKey);
        if (!_keys.ContainsKey(_current)) throw new ArgumentException($"Key '{currentKey}' is not among the keys.", nameof(currentKey));
    }

    /// <summary>Encrypts in place: the plaintext lies at <see cref="Prefix"/> and is as long as the payload less <see cref="Overhead"/>.</summary>
    internal void Encrypt(ReadOnlySpan<byte> head, Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(payload, _current);
        var nonce = payload.Slice(sizeof(ulong), NonceSize);
        RandomNumberGenerator.Fill(nonce);
        var text = payload[Prefix..^TagSize];
        // One for each call: an instance is not for several threads, and making one costs less than a lock under load.
        using var aes = new AesGcm(_keys[_current], TagSize);
        aes.Encrypt(nonce, text, text, payload[^TagSize..], head);
    }

    /// <summary>Decrypts into a span as long as the payload less <see cref="Overhead"/>.</summary>
    internal FrameVerdict Decrypt(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload, Span<byte> plaintext)
    {
        if (!_keys.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(payload), out var key)) return FrameVerdict.UnknownKey;
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(payload.Slice(sizeof(ulong), NonceSize), payload[Prefix..^TagSize], payload[^TagSize..], plaintext, head);
            return FrameVerdict.Valid;
        }
        catch (AuthenticationTagMismatchException)
        {
            return FrameVerdict.Forged;
        }
    }

    private static ulong HashOf(string id) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan()));
}
