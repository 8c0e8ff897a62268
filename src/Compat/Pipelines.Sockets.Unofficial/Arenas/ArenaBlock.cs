namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>One array of an arena, and the block that follows it. Used from the front; <see cref="Arena{T}"/> knows how far.</summary>
internal sealed class ArenaBlock<T>(int length)
{
    internal readonly T[] Items = new T[length];

    internal ArenaBlock<T>? Next;
}
