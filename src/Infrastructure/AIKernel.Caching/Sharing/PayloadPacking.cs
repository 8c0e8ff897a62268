using System.IO.Compression;

namespace AIKernel.Caching.Sharing;

/// <summary>Payloads packed by gzip (RFC 1952) at its usual level, 6, and unpacked within a bound.</summary>
internal static class PayloadPacking
{
    /// <summary>The packed bytes, or null when packing does not make them smaller.</summary>
    public static byte[]? TryPack(ReadOnlySpan<byte> payload)
    {
        using var output = new MemoryStream(payload.Length / 2);
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(payload);
        return output.Length < payload.Length ? output.ToArray() : null;
    }

    /// <summary>The bytes packed before, or null when they are damaged or do not unpack to exactly this length.</summary>
    public static byte[]? TryUnpack(ReadOnlySpan<byte> packed, int length)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var payload = new byte[length];
            gzip.ReadExactly(payload);
            return gzip.ReadByte() < 0 ? payload : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }
}
