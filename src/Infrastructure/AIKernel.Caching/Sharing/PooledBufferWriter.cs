using System.Buffers;

namespace AIKernel.Caching.Sharing;

/// <summary>
/// Bytes appended into memory of the shared pool, where they can be changed until it goes back. Not for two threads at once.
/// </summary>
/// <param name="capacity">How many bytes are expected.</param>
/// <param name="limit">The most that a writer may append; what is appended with <see cref="Append"/> is not held against it.</param>
internal sealed class PooledBufferWriter(int capacity, int limit = int.MaxValue) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Length);

    public Memory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Appends as many bytes, of any content.</summary>
    public Span<byte> Append(int count)
    {
        Reserve(count);
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    /// <summary>Appends these bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append(bytes.Length));

    /// <summary>Appends one byte.</summary>
    public void Write(byte value)
    {
        if (Length == _bytes.Length) Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>Takes back what lies behind this many bytes.</summary>
    public void Shorten(int length) => Length = length <= Length ? length : throw new ArgumentOutOfRangeException(nameof(length));

    /// <inheritdoc/>
    /// <exception cref="ValueTooLargeException">More was written than may be kept.</exception>
    public void Advance(int count)
    {
        if (count < 0 || count > _bytes.Length - Length) throw new ArgumentOutOfRangeException(nameof(count));
        if (count > limit - Length) throw new ValueTooLargeException();
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Gives the memory back; nobody may hold on to any of it.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Length) = ([], 0);
    }

    private void Reserve(int count)
    {
        if (count <= _bytes.Length - Length) return;
        if (count > Array.MaxLength - Length) throw new ValueTooLargeException();
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(Length + (long)count, 2L * _bytes.Length), Array.MaxLength));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

/// <summary>A value takes more bytes than are kept.</summary>
internal sealed class ValueTooLargeException : Exception;
