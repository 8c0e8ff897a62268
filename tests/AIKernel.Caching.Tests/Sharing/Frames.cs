using System.IO.Hashing;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Tests.Sharing;

/// <summary>Frames with anything in them, right or wrong, always with a right checksum.</summary>
internal static class Frames
{
    public static byte[] Make(string key, EntryHeader header, byte[] payload, ulong[]? tags = null, PayloadCompression packing = PayloadCompression.None, int? unpacked = null, bool encrypted = false)
    {
        var start = EntryFrame.PayloadStart(header.Stamp.InProgress.Length + (tags?.Length ?? 0));
        var bytes = new byte[start + payload.Length + EntryFrame.ChecksumSize];
        EntryFrame.WriteHead(bytes.AsSpan(0, start), key, header, tags ?? [], packing, encrypted, unpacked ?? payload.Length, payload.Length);
        payload.CopyTo(bytes, start);
        EntryFrame.WriteChecksum(bytes);
        return bytes;
    }

    /// <summary>Makes the checksum right again after a change.</summary>
    public static byte[] Reseal(byte[] bytes)
    {
        if (bytes.Length >= sizeof(ulong)) BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - sizeof(ulong)), XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - sizeof(ulong))));
        return bytes;
    }
}
