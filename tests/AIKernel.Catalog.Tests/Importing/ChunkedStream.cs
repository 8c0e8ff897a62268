namespace AIKernel.Catalog.Tests.Importing;

/// <summary>A stream that gives its bytes a few at a time, as a network does.</summary>
internal sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes, writable: false)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(chunk, buffer.Length)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
}

/// <summary>A stream that breaks where it should end.</summary>
internal sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is var count and > 0 ? count : throw new IOException("the client is gone");
}

/// <summary>A stream of one piece of text, over and over, that never was in memory as a whole.</summary>
internal sealed class EndlessStream(byte[] piece) : Stream
{
    private int _offset;

    /// <summary>How much was read of it.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var length = Math.Min(count, piece.Length - _offset);
        Array.Copy(piece, _offset, buffer, offset, length);
        _offset = (_offset + length) % piece.Length;
        BytesRead += length;
        return length;
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
