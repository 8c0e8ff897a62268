using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;


namespace AIKernel.Caching.Sharing;

/// <summary>
/// An entry as bytes in the shared tier, little-endian:
/// <code>
///   0 magic "AIK1"   4 version   5 flags   6 tag count (u16)
///   8 epoch (u64)   16 horizon (u64)   24 loaded at   32 soft expiry   40 hard expiry (Unix ms, i64)
///  48 key hash (2 × u64)   64 payload length unpacked (i32)   68 payload length (i32)
///  72 tags (u64 each)   then the payload   then the checksum (XXH3 of all before it, u64)
/// </code>
/// Anything odd is a verdict, never an exception.
/// </summary>
internal readonly ref struct EntryFrame
{
    private const uint Magic = 0x314B4941;
    private const byte FormatVersion = 1;
    private const byte PackedFlag = 1;
    private const int HeaderSize = 72;
    private const int ChecksumSize = sizeof(ulong);
    private const long SecondSeed = unchecked((long)0x9E3779B97F4A7C15);

    /// <summary>The most tags that fit into a frame.</summary>
    public const int MaxTags = ushort.MaxValue;

    public required ulong Epoch { get; init; }
    public required ulong Horizon { get; init; }
    public required long LoadedAt { get; init; }
    public required long FreshUntil { get; init; }
    public required long ExpiresAt { get; init; }
    public required bool Packed { get; init; }
    public required int UnpackedLength { get; init; }
    public required ReadOnlySpan<ulong> Tags { get; init; }
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The frame as bytes, for this key.</summary>
    public byte[] ToBytes(string key)
    {
        var bytes = new byte[HeaderSize + Tags.Length * sizeof(ulong) + Payload.Length + ChecksumSize];
        var span = bytes.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(span, Magic);
        span[4] = FormatVersion;
        span[5] = Packed ? PackedFlag : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(span[6..], checked((ushort)Tags.Length));
        BinaryPrimitives.WriteUInt64LittleEndian(span[8..], Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(span[16..], Horizon);
        BinaryPrimitives.WriteInt64LittleEndian(span[24..], LoadedAt);
        BinaryPrimitives.WriteInt64LittleEndian(span[32..], FreshUntil);
        BinaryPrimitives.WriteInt64LittleEndian(span[40..], ExpiresAt);
        WriteKeyHash(span[48..], key);
        BinaryPrimitives.WriteInt32LittleEndian(span[64..], UnpackedLength);
        BinaryPrimitives.WriteInt32LittleEndian(span[68..], Payload.Length);
        var rest = span[HeaderSize..];
        foreach (var tag in Tags)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, tag);
            rest = rest[sizeof(ulong)..];
        }
        Payload.CopyTo(rest);
        BinaryPrimitives.WriteUInt64LittleEndian(span[^ChecksumSize..], XxHash3.HashToUInt64(span[..^ChecksumSize]));
        return bytes;
    }

    /// <summary>Reads a frame; <paramref name="frame"/> is meaningful only on <see cref="FrameVerdict.Valid"/>.</summary>
    /// <param name="bytes">What the shared tier returned.</param>
    /// <param name="key">The key it was read under.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="maxPayload">The largest unpacked payload that is accepted.</param>
    /// <param name="frame">The frame; its spans lie in <paramref name="bytes"/>, tags are copied.</param>
    public static FrameVerdict Read(ReadOnlySpan<byte> bytes, string key, long now, int maxPayload, out EntryFrame frame)
    {
        frame = default;
        if (bytes.Length < HeaderSize + ChecksumSize) return FrameVerdict.Truncated;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return FrameVerdict.Foreign;
        if (bytes[4] != FormatVersion || (bytes[5] & ~PackedFlag) != 0) return FrameVerdict.Version;
        var tagCount = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        var unpacked = BinaryPrimitives.ReadInt32LittleEndian(bytes[64..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[68..]);
        if (unpacked < 0 || length < 0 || unpacked > maxPayload || length > maxPayload) return FrameVerdict.TooLarge;
        if (bytes.Length != HeaderSize + (long)tagCount * sizeof(ulong) + length + ChecksumSize) return FrameVerdict.Truncated;
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[^ChecksumSize..]) != XxHash3.HashToUInt64(bytes[..^ChecksumSize])) return FrameVerdict.Checksum;
        Span<byte> hash = stackalloc byte[16];
        WriteKeyHash(hash, key);
        if (!bytes.Slice(48, 16).SequenceEqual(hash)) return FrameVerdict.Key;
        var expires = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]);
        if (expires <= now) return FrameVerdict.Expired;
        frame = new()
        {
            Epoch = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            Horizon = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            LoadedAt = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            FreshUntil = Math.Min(BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), expires),
            ExpiresAt = expires,
            Packed = (bytes[5] & PackedFlag) != 0,
            UnpackedLength = unpacked,
            Tags = ReadTags(bytes.Slice(HeaderSize, tagCount * sizeof(ulong))),
            Payload = bytes.Slice(HeaderSize + tagCount * sizeof(ulong), length),
        };
        return FrameVerdict.Valid;
    }

    private static ulong[] ReadTags(ReadOnlySpan<byte> bytes)
    {
        var tags = new ulong[bytes.Length / sizeof(ulong)];
        for (var i = 0; i < tags.Length; i++) tags[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]);
        return tags;
    }

    private static void WriteKeyHash(Span<byte> destination, string key)
    {
        var text = MemoryMarshal.AsBytes(key.AsSpan());
        BinaryPrimitives.WriteUInt64LittleEndian(destination, XxHash3.HashToUInt64(text));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], XxHash3.HashToUInt64(text, SecondSeed));
    }
}
