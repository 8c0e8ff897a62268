using System.Buffers;

namespace AIKernel.Caching.Sharing;

/// <summary>So many bytes of the shared pool, of any content, for as long as a method runs.</summary>
internal readonly ref struct RentedBytes(int length)
{
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(length);

    public Span<byte> Span => _bytes.AsSpan(0, length);

    public ArraySegment<byte> Segment => new(_bytes, 0, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
