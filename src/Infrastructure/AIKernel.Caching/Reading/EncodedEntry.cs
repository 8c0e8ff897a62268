using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Reading;

/// <summary>An entry and its frame; the frame is empty when the value cannot be kept.</summary>
internal readonly record struct EncodedEntry<TArgs, TValue>(MemoryEntry<TArgs, TValue> Entry, ReadOnlyMemory<byte> Frame) : IDisposable
    where TArgs : notnull
{
    /// <summary>Whether the value can be kept, in any tier.</summary>
    public bool CanBeKept => !Frame.IsEmpty;

    public void Dispose() { }
}
