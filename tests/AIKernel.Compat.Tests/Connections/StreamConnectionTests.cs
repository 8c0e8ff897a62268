using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;

namespace AIKernel.Compat.Tests.Connections;

public sealed class StreamConnectionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_stream_is_read_to_its_end()
    {
        var bytes = Hashing.SanityBuffer.Of(500_000);
        using var stream = new MemoryStream(bytes);
        var reader = StreamConnection.GetReader(stream, PipeOptions.Default, "stream");
        var read = await SocketConnectionTests.ReadAsync(reader, int.MaxValue).WaitAsync(Limit);
        Assert.True(bytes.AsSpan().SequenceEqual(read));
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task A_reader_that_has_had_enough_ends_the_receiving_thread_which_carried_nobodys_context()
    {
        var local = new AsyncLocal<string> { Value = "starter's" };
        string? seen = "nothing";
        using var stream = new EndlessStream { OnRead = () => seen = local.Value };
        var reader = StreamConnection.GetReader(stream, new PipeOptions(pauseWriterThreshold: 100_000, resumeWriterThreshold: 50_000));
        var read = await reader.ReadAsync();
        var thread = await stream.Reader.Task.WaitAsync(Limit);
        reader.AdvanceTo(read.Buffer.End);
        await reader.CompleteAsync();
        Assert.True(await Task.Run(() => thread.Join(Limit)));
        Assert.Null(seen);
    }

    [Fact]
    public async Task A_failing_stream_shows_as_a_reset_with_the_cause_inside()
    {
        using var stream = new EndlessStream { Failure = new IOException("torn") };
        var failure = await Assert.ThrowsAsync<ConnectionResetException>(async () => await StreamConnection.GetReader(stream).ReadAsync());
        Assert.Same(stream.Failure, failure.InnerException);
        Assert.Equal("torn", failure.Message);
    }

    [Fact]
    public async Task A_duplex_stream_carries_both_ways_and_is_closed_with_its_pipe()
    {
        var (near, peer) = await SocketPair.ConnectAsync();
        using var _ = peer;
        var duplex = StreamConnection.GetDuplex(new NetworkStream(near, ownsSocket: true), PipeOptions.Default, PipeOptions.Default, "duplex");
        await duplex.Output.WriteAsync("ping"u8.ToArray());
        var buffer = new byte[10];
        Assert.Equal(4, await peer.ReceiveAsync(buffer));
        peer.Send("pong!"u8);
        Assert.Equal("pong!"u8.ToArray(), await SocketConnectionTests.ReadAsync(duplex.Input, 5).WaitAsync(Limit));
        var measured = Assert.IsAssignableFrom<IMeasuredDuplexPipe>(duplex);
        await SocketConnectionTests.Until(() => measured.TotalBytesSent == 4);
        Assert.Equal(5, measured.TotalBytesReceived);

        var reading = duplex.Input.ReadAsync().AsTask();
        Assert.IsAssignableFrom<IDisposable>(duplex).Dispose();
        await Assert.ThrowsAsync<ConnectionResetException>(() => reading.WaitAsync(Limit));
        await Assert.ThrowsAsync<ConnectionResetException>(() => SocketConnectionTests.WriteUntilFailureAsync(duplex.Output).WaitAsync(Limit));
        Assert.Equal(0, await peer.ReceiveAsync(buffer));
    }

    [Fact]
    public void Streams_that_cannot_do_it_are_refused()
    {
        using var readOnly = new MemoryStream([1], writable: false);
        Assert.Throws<ArgumentException>(() => StreamConnection.GetDuplex(readOnly));
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.Throws<ArgumentException>(() => StreamConnection.GetReader(closed));
    }

    private sealed class EndlessStream : MemoryStream
    {
        internal TaskCompletionSource<Thread> Reader { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Action? OnRead { get; init; }

        internal IOException? Failure { get; init; }

        public override int Read(Span<byte> buffer)
        {
            OnRead?.Invoke();
            Reader.TrySetResult(Thread.CurrentThread);
            return Failure is null ? buffer.Length : throw Failure;
        }
    }
}
