namespace AIKernel.Caching.Sharing;

/// <summary>Takes what is written up to the end of a segment, and no more: what does not fit is only noted.</summary>
internal sealed class SegmentStream(Memory<byte> segment) : Stream
{
    /// <summary>Bytes taken, if all of them fitted.</summary>
    public int? Taken { get; private set; } = 0;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Taken is not { } taken) return;
        Taken = null;
        if (buffer.TryCopyTo(segment.Span[taken..])) Taken = taken + buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
