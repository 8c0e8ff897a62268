using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace AIKernel.Caching.Sharing;

/// <summary>Packs payloads and unpacks them within a bound, in memory of the caller's.</summary>
internal static class PayloadPacking
{
    private const int BrotliQuality = 4;
    private const int SmallestBrotliWindow = 10;
    private const int LargestBrotliWindow = 22;

    /// <summary>Packs into a destination that ends where packing is not worth it; false when it does not fit.</summary>
    public static bool TryPack(PayloadCompression how, ReadOnlySpan<byte> payload, Memory<byte> destination, out int written)
    {
        written = 0;
        return how switch
        {
            PayloadCompression.Gzip => TryGzip(payload, destination, out written),
            PayloadCompression.Brotli => BrotliEncoder.TryCompress(payload, destination.Span, out written, BrotliQuality, WindowOf(payload.Length)),
            _ => false,
        };
    }

    /// <summary>Unpacks; false when the bytes are damaged, or do not fill exactly this much.</summary>
    public static bool TryUnpack(PayloadCompression how, ReadOnlySpan<byte> packed, Span<byte> payload) => how switch
    {
        PayloadCompression.Gzip => TryGunzip(packed, payload),
        PayloadCompression.Brotli => BrotliDecoder.TryDecompress(packed, payload, out var written) && written == payload.Length,
        _ => false,
    };

    private static bool TryGzip(ReadOnlySpan<byte> payload, Memory<byte> destination, out int written)
    {
        var output = new SegmentStream(destination);
        // Optimal is level 6.
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(payload);
        written = output.Taken ?? 0;
        return output.Taken is not null;
    }

    private static bool TryGunzip(ReadOnlySpan<byte> packed, Span<byte> payload)
    {
        // gzip ends with the length of what it holds: what is cut off or claims otherwise is not even begun.
        if (packed.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(packed[^sizeof(uint)..]) != payload.Length) return false;
        using var copy = new RentedBytes(packed.Length); // a stream cannot read from a span
        packed.CopyTo(copy.Span);
        try
        {
            using var gzip = new GZipStream(new MemoryStream(copy.Segment.Array!, 0, packed.Length, writable: false), CompressionMode.Decompress);
            gzip.ReadExactly(payload);
            return gzip.ReadByte() < 0;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return false;
        }
    }

    /// <summary>The least window that holds the payload: a larger one only costs memory.</summary>
    private static int WindowOf(int length) => Math.Clamp(BitOperations.Log2((uint)length) + 1, SmallestBrotliWindow, LargestBrotliWindow);
}
