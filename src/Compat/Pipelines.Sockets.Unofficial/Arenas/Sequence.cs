namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>
/// A <see cref="Sequence{T}"/> that has forgotten its element, so that an element can hold a sequence of its own kind. The default
/// value is an empty sequence of any kind.
/// </summary>
public readonly struct Sequence : IEquatable<Sequence>
{
    private readonly object? _first;
    private readonly int _offset;
    private readonly int _length;

    internal Sequence(object? first, int offset, int length)
    {
        _first = first;
        _offset = offset;
        _length = length;
    }

    /// <summary>The number of elements.</summary>
    public long Length => _length;

    /// <summary>The sequence as it was; throws <see cref="InvalidCastException"/> if its elements are not of <typeparamref name="T"/>.</summary>
    public Sequence<T> Cast<T>() => new((ArenaBlock<T>?)_first, _offset, _length);

    /// <summary>True if both are the same run of the same arena, not if they merely hold equal elements.</summary>
    public static bool operator ==(Sequence left, Sequence right) => left.Equals(right);

    /// <summary>The opposite of equality.</summary>
    public static bool operator !=(Sequence left, Sequence right) => !left.Equals(right);

    /// <inheritdoc cref="op_Equality"/>
    public bool Equals(Sequence other) => ReferenceEquals(_first, other._first) && _offset == other._offset && _length == other._length;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Sequence other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_first, _offset, _length);
}
