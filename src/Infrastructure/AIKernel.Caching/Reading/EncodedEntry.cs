using AIKernel.Caching.Memory;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Reading;

/// <summary>An entry and its frame, in memory of the pool that goes back when nobody reads it any more.</summary>
/// <param name="entry">The entry.</param>
/// <param name="canBeKept">Whether the value can be kept at all.</param>
/// <param name="frame">Its frame; null when it cannot be kept in the shared tier.</param>
internal sealed class EncodedEntry<TArgs, TValue>(MemoryEntry<TArgs, TValue> entry, bool canBeKept, PooledBufferWriter? frame) : IDisposable
    where TArgs : notnull
{
    private bool _lent;

    public MemoryEntry<TArgs, TValue> Entry => entry;

    /// <summary>Whether the value can be kept, in any tier.</summary>
    public bool CanBeKept => canBeKept;

    /// <summary>Whether the value can be kept in the shared tier; else memory alone may have it.</summary>
    public bool CanBeShared => frame is not null;

    /// <summary>
    /// The frame, for the shared tier; empty where it must not have it. From here on its memory is lent: it does not go
    /// back to the pool unless <see cref="GiveBack"/> is called.
    /// </summary>
    public ReadOnlyMemory<byte> Frame
    {
        get
        {
            _lent = frame is not null;
            return frame?.WrittenMemory ?? default;
        }
    }

    /// <summary>
    /// The shared tier has answered the write, so it reads the frame no more. Not to be called after anything else: (1) a
    /// write is given up at its deadline, or fails, while the client still holds it in a queue; (2) the frame's memory
    /// goes back to the pool; (3) another value, maybe one that must not leave this node, is serialized into it; (4) the
    /// client's turn comes, and it sends that under this key. Such memory is left to the garbage collector.
    /// </summary>
    public void GiveBack() => _lent = false;

    public void Dispose()
    {
        if (!_lent) frame?.Dispose();
        frame = null;
    }
}
