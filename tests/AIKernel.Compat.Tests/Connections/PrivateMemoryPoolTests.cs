using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Pipelines.Sockets.Unofficial.Connections;

namespace AIKernel.Compat.Tests.Connections;

public sealed class PrivateMemoryPoolTests
{
    [Fact]
    public void A_returned_block_is_used_again_by_this_pool_alone()
    {
        using var pool = new PrivateMemoryPool(1000);
        using var other = new PrivateMemoryPool(1000);
        var first = Rent(pool, out var owner);
        owner.Dispose();
        owner.Dispose();
        Assert.NotSame(first, Rent(other, out _));
        Assert.Same(first, Rent(pool, out _));
        Assert.NotSame(first, Rent(pool, out _));
    }

    [Fact]
    public void Larger_blocks_fit_and_are_left_to_the_collector()
    {
        using var pool = new PrivateMemoryPool(1000);
        Assert.Equal(5000, Rent(pool, out var owner, 5000).Length);
        owner.Dispose();
        Assert.Equal(1000, Rent(pool, out _).Length);
    }

    [Fact]
    public void No_more_blocks_are_kept_than_agreed()
    {
        using var pool = new PrivateMemoryPool(10, keep: 2);
        var owners = Enumerable.Range(0, 5).Select(_ => pool.Rent()).ToList();
        var arrays = owners.Select(owner => Array(owner)).ToList();
        owners.ForEach(owner => owner.Dispose());
        Assert.Equal(2, Enumerable.Range(0, 5).Count(_ => arrays.Contains(Rent(pool, out var _))));
    }

    [Fact]
    public async Task A_pipe_takes_every_buffer_from_it_however_large()
    {
        using var pool = new PrivateMemoryPool(1000);
        var pipe = new Pipe(new PipeOptions(pool, useSynchronizationContext: false, minimumSegmentSize: 100));
        pipe.Writer.GetMemory(3_000_001).Span[0] = 1;
        pipe.Writer.Advance(1);
        await pipe.Writer.FlushAsync();
        Assert.True(pipe.Reader.TryRead(out var read));

        // A shared array pool would round the length up.
        Assert.True(MemoryMarshal.TryGetArray(read.Buffer.First, out var segment));
        Assert.Equal(3_000_001, segment.Array!.Length);
    }

    private static byte[] Rent(PrivateMemoryPool pool, out IMemoryOwner<byte> owner, int size = -1) => Array(owner = pool.Rent(size));

    private static byte[] Array(IMemoryOwner<byte> owner)
    {
        Assert.True(MemoryMarshal.TryGetArray<byte>(owner.Memory, out var segment));
        return segment.Array!;
    }
}
