using System.Buffers;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>
/// The buffers of one pipe. They are never given to anybody else: pipes are completed from other threads while a consumer still reads
/// or writes a buffer, and in a shared pool the next tenant would see those bytes change. At worst a buffer is left to the collector.
/// </summary>
internal sealed class PrivateMemoryPool(int blockSize = PrivateMemoryPool.DefaultBlockSize, int keep = 16) : MemoryPool<byte>
{
    /// <summary>One receive fills it with most replies, and it stays clear of the large object heap.</summary>
    internal const int DefaultBlockSize = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _free = new();

    /// <summary>No limit: a pipe takes what exceeds it from the shared array pool.</summary>
    public override int MaxBufferSize => Array.MaxLength;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        if (minBufferSize > blockSize) return new Block(null, GC.AllocateUninitializedArray<byte>(minBufferSize));
        lock (_lock)
        {
            if (_free.TryPop(out var array)) return new Block(this, array);
        }

        return new Block(this, GC.AllocateUninitializedArray<byte>(blockSize));
    }

    /// <summary>Nothing to do: the collector takes the blocks with the pool.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(byte[] array)
    {
        lock (_lock)
        {
            if (_free.Count < keep) _free.Push(array);
        }
    }

    private sealed class Block(PrivateMemoryPool? pool, byte[] array) : IMemoryOwner<byte>
    {
        private PrivateMemoryPool? _pool = pool;

        public Memory<byte> Memory => array;

        public void Dispose() => Interlocked.Exchange(ref _pool, null)?.Return(array);
    }
}
