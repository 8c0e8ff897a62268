namespace AIKernel.Caching.Sharing;

/// <summary>
/// Makes frames in place: the serializer writes right behind where head and prefix will be, so that a payload that is
/// not packed is never copied.
/// </summary>
internal sealed class FrameWriter(CacheOptions options)
{
    /// <summary>Head, prefix, tag, checksum and a few tags more than expected.</summary>
    private const int Room = 256;

    /// <summary>Memory with room for the head, for a serializer to append the payload to.</summary>
    /// <param name="numbers">How many transactions and tags its head is to have.</param>
    /// <param name="encrypted">Whether it is to be encrypted.</param>
    /// <param name="expectedPayload">About how long the payload will be.</param>
    public PooledBufferWriter Begin(int numbers, bool encrypted, int expectedPayload)
    {
        var start = StartOf(numbers, encrypted);
        var buffer = new PooledBufferWriter(start + expectedPayload + Room, limit: (int)Math.Min((long)start + options.MaxValueBytes, int.MaxValue));
        buffer.Append(start);
        return buffer;
    }

    /// <summary>How much the serializer has appended.</summary>
    public static int PayloadLength(PooledBufferWriter buffer, int numbers, bool encrypted) => buffer.Length - StartOf(numbers, encrypted);

    /// <summary>Makes the frame of what was serialized; the buffer is used up, the frame may be another.</summary>
    public PooledBufferWriter End(PooledBufferWriter buffer, string key, in EntryHeader header, ulong[] tags, bool encrypted, PayloadCompression packing)
    {
        var numbers = header.Stamp.InProgress.Length + tags.Length;
        var (start, unpacked) = (StartOf(numbers, encrypted), PayloadLength(buffer, numbers, encrypted));
        if (unpacked <= options.CompressionThresholdBytes || !TryPack(ref buffer, start, packing)) packing = PayloadCompression.None;
        if (encrypted) buffer.Append(EncryptionKeyRing.Overhead - EncryptionKeyRing.Prefix);
        var head = EntryFrame.PayloadStart(numbers);
        EntryFrame.WriteHead(buffer.Written[..head], key, header, tags, packing, encrypted, unpacked, buffer.Length - head);
        if (encrypted) options.Encryption!.Encrypt(buffer.Written[..head], buffer.Written[head..]);
        buffer.Append(EntryFrame.ChecksumSize);
        EntryFrame.WriteChecksum(buffer.Written);
        return buffer;
    }

    private static bool TryPack(ref PooledBufferWriter buffer, int start, PayloadCompression how)
    {
        if (how == PayloadCompression.None) return false;
        var packed = new PooledBufferWriter(buffer.Length + Room);
        packed.Append(buffer.Length);
        // One byte less than the payload: packing that does not make it smaller does not fit.
        if (!PayloadPacking.TryPack(how, buffer.Written[start..], packed.WrittenMemory[start..^1], out var written))
        {
            packed.Dispose();
            return false;
        }
        packed.Shorten(start + written);
        buffer.Dispose();
        buffer = packed;
        return true;
    }

    private static int StartOf(int numbers, bool encrypted) => EntryFrame.PayloadStart(numbers) + (encrypted ? EncryptionKeyRing.Prefix : 0);
}
