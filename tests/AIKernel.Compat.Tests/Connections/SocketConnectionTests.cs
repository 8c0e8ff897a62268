using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;

namespace AIKernel.Compat.Tests.Connections;

public sealed class SocketConnectionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Bytes_cross_whole_and_in_order_both_ways()
    {
        using var pair = await SocketPair.CreateAsync();
        var sent = Hashing.SanityBuffer.Of(3_000_000);
        var echo = Task.Run(() => EchoAsync(pair.Peer, sent.Length));
        var writing = Task.Run(async () =>
        {
            var random = new Random(1);
            for (var at = 0; at < sent.Length;)
            {
                var piece = Math.Min(random.Next(1, 40_000), sent.Length - at);
                await pair.Connection.Output.WriteAsync(sent.AsMemory(at, piece));
                at += piece;
            }
        });

        var received = await ReadAsync(pair.Connection.Input, sent.Length).WaitAsync(Limit);
        await Task.WhenAll(echo, writing).WaitAsync(Limit);
        Assert.True(sent.AsSpan().SequenceEqual(received));
        var measured = Assert.IsAssignableFrom<IMeasuredDuplexPipe>(pair.Connection);
        Assert.Equal((sent.Length, sent.Length), (measured.TotalBytesSent, measured.TotalBytesReceived));
        Assert.Equal((sent.Length, sent.Length), (pair.Connection.BytesSent, pair.Connection.BytesRead));
        Assert.InRange(pair.Connection.LastReceived, 1, 64 * 1024);
    }

    [Fact]
    public async Task An_orderly_end_by_the_peer_completes_the_reader_without_an_exception()
    {
        using var pair = await SocketPair.CreateAsync();
        pair.Peer.Send("bye"u8);
        pair.Peer.Shutdown(SocketShutdown.Send);
        Assert.Equal("bye"u8.ToArray(), await ReadAsync(pair.Connection.Input, 3).WaitAsync(Limit));
        var end = await pair.Connection.Input.ReadAsync().AsTask().WaitAsync(Limit);
        Assert.True(end.IsCompleted);
        Assert.Equal(PipeShutdownKind.ReadEndOfStream, pair.Connection.ShutdownKind);
        Assert.Equal(SocketError.Success, pair.Connection.SocketError);
        Assert.Equal(100, (int)PipeShutdownKind.ReadEndOfStream);
    }

    [Fact]
    public async Task A_reset_is_thrown_by_the_reader_and_by_every_later_flush()
    {
        using var pair = await SocketPair.CreateAsync();
        pair.ResetByPeer();
        await Assert.ThrowsAsync<ConnectionResetException>(() => pair.Connection.Input.ReadAsync().AsTask().WaitAsync(Limit));
        await Assert.ThrowsAsync<ConnectionResetException>(() => WriteUntilFailureAsync(pair.Connection.Output).WaitAsync(Limit));
        await Assert.ThrowsAsync<ConnectionResetException>(() => pair.Connection.Output.WriteAsync(new byte[1]).AsTask());
        Assert.Equal(SocketError.ConnectionReset, pair.Connection.SocketError);
        Assert.Contains(pair.Connection.ShutdownKind, (PipeShutdownKind[])[PipeShutdownKind.ReadFailed, PipeShutdownKind.WriteFailed]);
    }

    [Fact]
    public async Task Parsing_runs_on_the_receiving_thread_which_ends_with_the_connection()
    {
        var pair = await SocketPair.CreateAsync();
        var parsing = AfterRead(pair.Connection.Input, () => Thread.CurrentThread);
        pair.Peer.Send("x"u8);
        var thread = await parsing.WaitAsync(Limit);
        Assert.Equal("receive:pair", thread.Name);
        pair.Dispose();
        Assert.True(await Task.Run(() => thread.Join(Limit)));
    }

    [Fact]
    public async Task Disposing_ends_a_wait_for_a_silent_peer_at_once()
    {
        using var pair = await SocketPair.CreateAsync();
        var reading = pair.Connection.Input.ReadAsync().AsTask();
        Assert.False(reading.IsCompleted);
        await Task.Run(pair.Connection.Dispose).WaitAsync(Limit);
        var end = await Assert.ThrowsAsync<ConnectionResetException>(() => reading.WaitAsync(Limit));
        Assert.Contains("disposed", end.Message);
        Assert.Equal(PipeShutdownKind.Disposed, pair.Connection.ShutdownKind);
        pair.Connection.Dispose();
    }

    [Fact]
    public async Task Disposing_from_inside_the_parser_does_not_lock_up()
    {
        using var pair = await SocketPair.CreateAsync();
        var parsing = AfterRead(pair.Connection.Input, () =>
        {
            pair.Connection.Dispose();
            return Thread.CurrentThread;
        });
        pair.Peer.Send("x"u8);
        var thread = await parsing.WaitAsync(Limit);
        Assert.Equal("receive:pair", thread.Name);
        Assert.True(await Task.Run(() => thread.Join(Limit)));
    }

    [Fact]
    public async Task A_flush_waits_for_a_peer_that_does_not_read_and_throws_when_the_connection_is_disposed_of()
    {
        using var pair = await SocketPair.CreateAsync(new PipeOptions(pauseWriterThreshold: 512 * 1024, resumeWriterThreshold: 256 * 1024));
        var writing = WriteUntilFailureAsync(pair.Connection.Output);
        await Until(() => pair.Connection.GetCounters().BytesWaitingToBeSent >= 512 * 1024);
        Assert.False(writing.IsCompleted);
        pair.Connection.Dispose();
        await Assert.ThrowsAsync<ConnectionResetException>(() => writing.WaitAsync(Limit));
    }

    [Fact]
    public async Task The_shutdown_as_the_consumer_does_it_ends_everything_while_a_read_waits()
    {
        using var pair = await SocketPair.CreateAsync();
        var reading = pair.Connection.Input.ReadAsync().AsTask();
        Assert.True(pair.Connection.TrySetProtocolShutdown((PipeShutdownKind)400));
        pair.Connection.Input.CancelPendingRead();
        pair.Connection.Input.Complete();
        pair.Connection.Output.CancelPendingFlush();
        pair.Connection.Output.Complete();
        pair.Connection.Dispose();

        // Cancelled, or broken if the closed socket was noticed before the cancelled reader got to run; in any case over.
        var end = await Record.ExceptionAsync(() => reading.WaitAsync(Limit));
        Assert.True(end is null or ConnectionResetException, $"{end}");
        Assert.Equal(PipeShutdownKind.ProtocolExitClient, pair.Connection.ShutdownKind);
        Assert.False(pair.Connection.TrySetProtocolShutdown(PipeShutdownKind.ProtocolExitServer));
        Assert.Throws<InvalidOperationException>(() => pair.Connection.Input.TryRead(out _));
        Assert.True(await Task.Run(() => pair.Peer.Poll(Limit, SelectMode.SelectRead)), "the peer has not been told");
    }

    [Fact]
    public async Task The_counters_tell_where_bytes_wait()
    {
        using var pair = await SocketPair.CreateAsync();
        pair.Peer.Send(new byte[1000]);
        await Until(() => pair.Connection.BytesRead == 1000);
        Assert.Equal(1000, pair.Connection.GetCounters().BytesWaitingToBeRead);
        var read = await pair.Connection.Input.ReadAsync();
        pair.Connection.Input.AdvanceTo(read.Buffer.GetPosition(300), read.Buffer.End);
        Assert.Equal((0, 700, 0), Figures(pair.Connection));
        pair.Connection.Dispose();
        Assert.Equal(-1, pair.Connection.GetCounters().BytesAvailableOnSocket);
    }

    [Fact]
    public async Task A_connection_may_be_made_where_the_flow_of_the_context_is_suppressed_already()
    {
        var (near, peer) = await SocketPair.ConnectAsync();
        using var _ = peer;
        SocketConnection connection;
        using (ExecutionContext.SuppressFlow()) connection = SocketConnection.Create(near, null, null);
        using (connection)
        {
            await connection.Output.WriteAsync("x"u8.ToArray());
            Assert.Equal(1, await peer.ReceiveAsync(new byte[2]));
        }
    }

    [Fact]
    public async Task Recommended_options_send_small_messages_at_once()
    {
        var (near, peer) = await SocketPair.ConnectAsync();
        using (near)
        using (peer)
        {
            Assert.True(near.NoDelay);
        }

        SocketConnection.AssertDependencies();
    }

    /// <summary>Runs the function where a read goes on, as a parser would.</summary>
    private static async Task<T> AfterRead<T>(PipeReader reader, Func<T> parse)
    {
        var read = await reader.ReadAsync().ConfigureAwait(false);
        reader.AdvanceTo(read.Buffer.End);
        return parse();
    }

    private static (long, long, long) Figures(SocketConnection connection)
    {
        var counters = connection.GetCounters();
        return (counters.BytesAvailableOnSocket, counters.BytesWaitingToBeRead, counters.BytesWaitingToBeSent);
    }

    internal static async Task<byte[]> ReadAsync(PipeReader reader, int length)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            if (read.Buffer.Length >= length || read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    internal static async Task WriteUntilFailureAsync(PipeWriter writer)
    {
        while (true) await writer.WriteAsync(new byte[64 * 1024]);
    }

    internal static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, limit.Token);
    }

    private static async Task EchoAsync(Socket peer, int length)
    {
        var buffer = new byte[10_000];
        for (var left = length; left > 0;)
        {
            var got = await peer.ReceiveAsync(buffer);
            for (var at = 0; at < got;) at += await peer.SendAsync(buffer.AsMemory(at, got - at));
            left -= got;
        }
    }
}
