using System.Buffers.Binary;
using System.IO.Compression;

namespace AIKernel.Benchmarks.SharedTier;

/// <summary>
/// Bytes packed as the shared tier packs them by default: gzip, level 6, the length before it. Written plainly, as a
/// careful application would.
/// </summary>
internal static class Payloads
{
    public static byte[] Pack(byte[] json)
    {
        using var output = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, json.Length);
        output.Write(length);
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(json);
        return output.ToArray();
    }

    public static byte[] Unpack(byte[] packed)
    {
        var json = new byte[BinaryPrimitives.ReadInt32LittleEndian(packed)];
        using var gzip = new GZipStream(new MemoryStream(packed, sizeof(int), packed.Length - sizeof(int)), CompressionMode.Decompress);
        gzip.ReadExactly(json);
        return json;
    }
}
