using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>
/// Hands out runs of elements that are all given back at once. For one thread at a time, except <see cref="Dispose"/>. The blocks
/// belong to this arena for ever and are never pooled: a connection may be torn down from another thread while its reply is still
/// being parsed, and a block that had gone back to a shared pool would by then hold somebody else's elements.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
public sealed class Arena<T> : IDisposable
{
    private readonly int _blockLength;
    private readonly Func<long, long, long> _retention;
    private ArenaBlock<T> _first;
    private ArenaBlock<T> _current;
    private int _offset;
    private long _usedBefore;
    private long _kept;
    private volatile bool _disposed;

    /// <param name="options">Null for the defaults.</param>
    /// <param name="allocator">Has to be null.</param>
    public Arena(ArenaOptions? options = null, Allocator<T>? allocator = null)
    {
        if (allocator is not null) throw new NotSupportedException("An arena keeps blocks of its own.");
        options ??= new ArenaOptions();
        _blockLength = Math.Max(1, options.BlockSizeBytes / Unsafe.SizeOf<T>());
        _retention = options.RetentionPolicy;
        _first = _current = new ArenaBlock<T>(_blockLength);
    }

    /// <summary>Elements in all the blocks held.</summary>
    internal long Capacity
    {
        get
        {
            var total = 0L;
            for (var block = _first; block is not null; block = block.Next) total += block.Items.Length;
            return total;
        }
    }

    /// <summary>
    /// A run of <paramref name="length"/> elements, all at their default value, valid until the next <see cref="Reset"/>. It may
    /// span blocks. Runs may be asked for while earlier ones are in use.
    /// </summary>
    public Sequence<T> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0) return default;
        if (_offset == _current.Items.Length) NextBlock();
        var run = new Sequence<T>(_current, _offset, length);
        while (length > _current.Items.Length - _offset)
        {
            length -= _current.Items.Length - _offset;
            NextBlock();
        }

        _offset += length;
        return run;
    }

    /// <summary>Takes every run back. Their elements lose what they referred to; blocks not needed of late are let go.</summary>
    public void Reset()
    {
        var used = _usedBefore + _offset;
        for (var block = _first; block != _current; block = block.Next!) Array.Clear(block.Items);
        Array.Clear(_current.Items, 0, _offset);
        _current = _first;
        _offset = 0;
        _usedBefore = 0;
        Trim(_disposed ? 0 : _kept = _retention(_kept, used));
    }

    /// <summary>
    /// Says that no more runs are wanted. May be called from any thread, also between <see cref="Allocate"/> and <see cref="Reset"/>
    /// on another: runs handed out, and a parse that goes on, stay intact.
    /// </summary>
    public void Dispose() => _disposed = true;

    private void NextBlock()
    {
        _usedBefore += _current.Items.Length;
        _current = _current.Next ??= new ArenaBlock<T>(_blockLength);
        _offset = 0;
    }

    private void Trim(long keep)
    {
        var block = _first;
        for (keep -= block.Items.Length; keep > 0 && block.Next is not null; keep -= block.Items.Length) block = block.Next;
        block.Next = null;
    }
}
