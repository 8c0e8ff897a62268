namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>
/// A run of elements from an <see cref="Arena{T}"/>, over one or more blocks; valid until the arena is reset. Elements are reached
/// by reference and may be written. The default value is a valid, empty sequence.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
public readonly partial struct Sequence<T> : IEquatable<Sequence<T>>
{
    private readonly ArenaBlock<T>? _first;
    private readonly int _offset;
    private readonly int _length;

    internal Sequence(ArenaBlock<T>? first, int offset, int length)
    {
        _first = first;
        _offset = offset;
        _length = length;
    }

    /// <summary>The number of elements.</summary>
    public long Length => _length;

    /// <summary>True if there are no elements.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>True if all elements lie side by side, so that <see cref="FirstSpan"/> has them all.</summary>
    public bool IsSingleSegment => _first is null || _length <= _first.Items.Length - _offset;

    /// <summary>The elements in the first block.</summary>
    public Span<T> FirstSpan => _first is null ? default : _first.Items.AsSpan(_offset, Math.Min(_length, _first.Items.Length - _offset));

    /// <summary>All elements, block by block; no span is empty.</summary>
    public SpanEnumerable Spans => new(this);

    /// <summary>The element at <paramref name="index"/>. Costs one step for each block in between.</summary>
    public ref T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_length) throw new ArgumentOutOfRangeException(nameof(index));
            var block = _first!;
            for (index += _offset; index >= block.Items.Length; block = block.Next!) index -= block.Items.Length;
            return ref block.Items[index];
        }
    }

    /// <summary>The same run without its element type.</summary>
    public Sequence Untyped() => new(_first, _offset, _length);

    /// <summary>Walks the elements by reference.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>True if both are the same run of the same arena, not if they merely hold equal elements.</summary>
    public static bool operator ==(Sequence<T> left, Sequence<T> right) => left.Equals(right);

    /// <summary>The opposite of equality.</summary>
    public static bool operator !=(Sequence<T> left, Sequence<T> right) => !left.Equals(right);

    /// <inheritdoc cref="op_Equality"/>
    public bool Equals(Sequence<T> other) => Untyped().Equals(other.Untyped());

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Sequence<T> other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => Untyped().GetHashCode();
}
