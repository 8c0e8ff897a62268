using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AIKernel.Caching.Journal;

namespace AIKernel.Caching.Sharing;

/// <summary>
/// An entry as bytes in the shared tier, little-endian:
/// <code>
///   0 magic "AIK1"   4 version, 3   5 packing (0 none, 1 gzip, 2 Brotli), plus 128 when encrypted   6 tag count (u16)
///   8 epoch   16 horizon   24 end (u64)   32 loaded at   40 soft expiry   48 hard expiry (Unix ms, i64)
///  56 key hash (2 × u64)   72 payload length unpacked (i32)   76 payload length (i32)   80 transactions in progress (u64)
///  88 these and then the tags (u64 each)   then the payload   then the checksum (XXH3 of all before it, u64)
/// </code>
/// A payload is serialized, then packed, then encrypted (see <see cref="EncryptionKeyRing"/>). Anything odd is a
/// verdict, never an exception. The checksum finds accidents; only encrypted frames withstand an attacker.
/// </summary>
internal readonly ref struct EntryFrame
{
    private const uint Magic = 0x314B4941;
    private const byte FormatVersion = 3;
    private const byte EncryptedFlag = 128;
    private const int HeaderSize = 88;
    private const long SecondSeed = unchecked((long)0x9E3779B97F4A7C15);

    /// <summary>Bytes behind the payload.</summary>
    public const int ChecksumSize = sizeof(ulong);

    /// <summary>The most tags that fit into a frame.</summary>
    public const int MaxTags = ushort.MaxValue;

    /// <summary>Stamp and times; the soft expiry is never behind the hard one.</summary>
    public EntryHeader Header { get; private init; }
    public PayloadCompression Packing { get; private init; }
    public bool Encrypted { get; private init; }
    public int UnpackedLength { get; private init; }
    /// <summary>A copy: the entry's own from here on.</summary>
    public ulong[] Tags { get; private init; }
    /// <summary>All that lies before the payload.</summary>
    public ReadOnlySpan<byte> Head { get; private init; }
    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>Where the payload begins.</summary>
    /// <param name="numbers">How many transactions and tags lie before it.</param>
    public static int PayloadStart(int numbers) => HeaderSize + numbers * sizeof(ulong);

    /// <summary>Writes all that lies before the payload; <paramref name="head"/> is exactly as long as that.</summary>
    public static void WriteHead(Span<byte> head, string key, in EntryHeader header, ReadOnlySpan<ulong> tags, PayloadCompression packing, bool encrypted, int unpackedLength, int payloadLength)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        head[4] = FormatVersion;
        head[5] = (byte)((byte)packing | (encrypted ? EncryptedFlag : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], checked((ushort)tags.Length));
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], header.Stamp.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(head[16..], header.Stamp.Horizon);
        BinaryPrimitives.WriteUInt64LittleEndian(head[24..], header.Stamp.End);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], header.LoadedAt);
        BinaryPrimitives.WriteInt64LittleEndian(head[40..], header.FreshUntil);
        BinaryPrimitives.WriteInt64LittleEndian(head[48..], header.ExpiresAt);
        WriteKeyHash(head[56..], key);
        BinaryPrimitives.WriteInt32LittleEndian(head[72..], unpackedLength);
        BinaryPrimitives.WriteInt32LittleEndian(head[76..], payloadLength);
        BinaryPrimitives.WriteUInt64LittleEndian(head[80..], (ulong)header.Stamp.InProgress.Length);
        WriteNumbers(head[HeaderSize..], header.Stamp.InProgress);
        WriteNumbers(head[PayloadStart(header.Stamp.InProgress.Length)..], tags);
    }

    /// <summary>Ends a frame: its last bytes become the checksum of all others.</summary>
    public static void WriteChecksum(Span<byte> frame) =>
        BinaryPrimitives.WriteUInt64LittleEndian(frame[^ChecksumSize..], XxHash3.HashToUInt64(frame[..^ChecksumSize]));

    /// <summary>Reads a frame; <paramref name="frame"/> is meaningful only on <see cref="FrameVerdict.Valid"/>.</summary>
    /// <param name="bytes">What the shared tier returned.</param>
    /// <param name="key">The key it was read under.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="maxPayload">The largest unpacked payload that is accepted.</param>
    /// <param name="frame">The frame; its spans lie in <paramref name="bytes"/>.</param>
    public static FrameVerdict Read(ReadOnlySpan<byte> bytes, string key, long now, int maxPayload, out EntryFrame frame)
    {
        frame = default;
        if (bytes.Length < HeaderSize + ChecksumSize) return FrameVerdict.Truncated;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return FrameVerdict.Foreign;
        var (packing, encrypted) = ((PayloadCompression)(bytes[5] & ~EncryptedFlag), (bytes[5] & EncryptedFlag) != 0);
        if (bytes[4] != FormatVersion || packing > PayloadCompression.Brotli) return FrameVerdict.Version;
        var inProgress = BinaryPrimitives.ReadUInt64LittleEndian(bytes[80..]);
        if (inProgress > JournalStamp.MaxInProgress) return FrameVerdict.TooLarge;
        var tags = PayloadStart((int)inProgress);
        var start = tags + BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) * sizeof(ulong);
        var unpacked = BinaryPrimitives.ReadInt32LittleEndian(bytes[72..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[76..]);
        var overhead = encrypted ? EncryptionKeyRing.Overhead : 0;
        if (unpacked < 0 || length < 0 || unpacked > maxPayload || length > (long)maxPayload + overhead) return FrameVerdict.TooLarge;
        if (length < overhead || bytes.Length != (long)start + length + ChecksumSize) return FrameVerdict.Truncated;
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[^ChecksumSize..]) != XxHash3.HashToUInt64(bytes[..^ChecksumSize])) return FrameVerdict.Checksum;
        Span<byte> hash = stackalloc byte[16];
        WriteKeyHash(hash, key);
        if (!bytes.Slice(56, 16).SequenceEqual(hash)) return FrameVerdict.Key;
        var header = ReadHeader(bytes, ReadNumbers(bytes[HeaderSize..tags]));
        if (header.ExpiresAt <= now) return FrameVerdict.Expired;
        frame = new()
        {
            Header = header,
            Packing = packing,
            Encrypted = encrypted,
            UnpackedLength = unpacked,
            Tags = ReadNumbers(bytes[tags..start]),
            Head = bytes[..start],
            Payload = bytes.Slice(start, length),
        };
        return FrameVerdict.Valid;
    }

    private static EntryHeader ReadHeader(ReadOnlySpan<byte> bytes, ulong[] inProgress)
    {
        var expires = BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]);
        return new(
            new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
                inProgress),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            Math.Min(BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]), expires),
            expires);
    }

    private static void WriteNumbers(Span<byte> destination, ReadOnlySpan<ulong> numbers)
    {
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(destination[(i * sizeof(ulong))..], numbers[i]);
    }

    private static ulong[] ReadNumbers(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return [];
        var numbers = new ulong[bytes.Length / sizeof(ulong)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]);
        return numbers;
    }

    private static void WriteKeyHash(Span<byte> destination, string key)
    {
        var text = MemoryMarshal.AsBytes(key.AsSpan());
        BinaryPrimitives.WriteUInt64LittleEndian(destination, XxHash3.HashToUInt64(text));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], XxHash3.HashToUInt64(text, SecondSeed));
    }
}
