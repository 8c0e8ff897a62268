using System.IO.Pipelines;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial.Connections;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// A connected socket as a pair of pipes. Replies are received on a thread of the connection's own, on which the reader's
/// continuations also run; sends are asynchronous and gather what is written meanwhile. When the connection breaks, reads and
/// flushes throw <see cref="ConnectionResetException"/>; when the peer closes in order, the reader completes without one.
/// </summary>
public sealed class SocketConnection : IMeasuredDuplexPipe, IDisposable
{
    private readonly Socket _socket;
    private readonly ShutdownReason _reason = new();
    private readonly ReceivePump _receive;
    private readonly SendPump _send;

    private SocketConnection(Socket socket, PipeOptions send, PipeOptions receive)
    {
        _socket = socket;
        var transport = new SocketTransport(socket);
        _receive = new ReceivePump(transport, receive, _reason);
        _send = new SendPump(transport, send, _reason);
    }

    /// <summary>Bytes from the peer.</summary>
    public PipeReader Input => _receive.Reader;

    /// <summary>Bytes to the peer. A flush throws once sending has failed.</summary>
    public PipeWriter Output => _send.Writer;

    /// <summary>Why the connection ended, or <see cref="PipeShutdownKind.None"/>.</summary>
    public PipeShutdownKind ShutdownKind => _reason.Kind;

    /// <summary>The first error the socket reported, or <see cref="SocketError.Success"/>.</summary>
    public SocketError SocketError => _reason.SocketError;

    /// <summary>Bytes taken from the socket so far.</summary>
    public long BytesRead => _receive.TotalReceived;

    /// <summary>Bytes handed to the socket so far.</summary>
    public long BytesSent => _send.TotalSent;

    /// <summary>Bytes in the most recent receive.</summary>
    public int LastReceived => _receive.LastReceived;

    long IMeasuredDuplexPipe.TotalBytesSent => BytesSent;

    long IMeasuredDuplexPipe.TotalBytesReceived => BytesRead;

    /// <summary>Takes over a connected socket and starts to receive at once.</summary>
    /// <param name="socket">Connected; it is closed by <see cref="Dispose"/>.</param>
    /// <param name="sendPipeOptions">Thresholds and schedulers for <see cref="Output"/>; their buffer pool is not used.</param>
    /// <param name="receivePipeOptions">Thresholds for <see cref="Input"/>; their buffer pool and schedulers are not used.</param>
    /// <param name="connectionOptions">No effect.</param>
    /// <param name="name">For the receiving thread's name.</param>
    public static SocketConnection Create(
        Socket socket,
        PipeOptions? sendPipeOptions,
        PipeOptions? receivePipeOptions,
        SocketConnectionOptions connectionOptions = SocketConnectionOptions.None,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var connection = new SocketConnection(socket, sendPipeOptions ?? PipeOptions.Default, receivePipeOptions ?? PipeOptions.Default);
        connection._receive.Start(name);
        connection._send.Start();
        return connection;
    }

    /// <summary>Does nothing: there is nothing that could be missing.</summary>
    public static void AssertDependencies()
    {
    }

    /// <summary>Sends small messages at once (no Nagle delay), where the socket knows that setting.</summary>
    public static void SetRecommendedClientOptions(Socket socket)
    {
        if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
    }

    /// <summary>Records that the consumer's protocol ended the connection; false if it had ended already.</summary>
    public bool TrySetProtocolShutdown(PipeShutdownKind kind) => _reason.TrySet(kind);

    /// <summary>What waits where; a snapshot of moving figures.</summary>
    public Counters GetCounters() => new(
        AvailableOnSocket(),
        Math.Max(0, _receive.TotalReceived - _receive.Reader.TotalConsumed),
        Math.Max(0, _send.Writer.TotalWritten - _send.TotalSent));

    /// <summary>Closes the socket; both pumps end. May be called from any thread, repeatedly, while reads and writes are in progress.</summary>
    public void Dispose()
    {
        _reason.TrySet(PipeShutdownKind.Disposed);
        _send.Stop();
        Shutdown();
        _socket.Dispose();
    }

    /// <summary>Wakes the receiving thread with an orderly end; disposing alone would tear it, and the connection, off with a reset.</summary>
    private void Shutdown()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Not connected any more, which is what was wanted; the consumer may well have closed the socket first.
        }
    }

    private long AvailableOnSocket()
    {
        try
        {
            return _socket.Available;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return -1; // The figure is asked for when something has gone wrong: a closed socket is an answer, not a fault.
        }
    }

    /// <summary>How many bytes wait at each station of a connection; -1 where that is not known.</summary>
    public readonly struct Counters
    {
        internal Counters(long availableOnSocket, long waitingToBeRead, long waitingToBeSent)
        {
            BytesAvailableOnSocket = availableOnSocket;
            BytesWaitingToBeRead = waitingToBeRead;
            BytesWaitingToBeSent = waitingToBeSent;
        }

        /// <summary>Arrived, and not yet received.</summary>
        public long BytesAvailableOnSocket { get; }

        /// <summary>Received, and not yet consumed.</summary>
        public long BytesWaitingToBeRead { get; }

        /// <summary>Written, and not yet handed to the socket.</summary>
        public long BytesWaitingToBeSent { get; }
    }
}
