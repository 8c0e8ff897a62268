using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>The first reason for which a connection ended, shared by its two pumps.</summary>
internal sealed class ShutdownReason
{
    private int _kind;
    private int _socketError;

    internal PipeShutdownKind Kind => (PipeShutdownKind)Volatile.Read(ref _kind);

    internal SocketError SocketError => (SocketError)Volatile.Read(ref _socketError);

    internal bool TrySet(PipeShutdownKind kind) =>
        Interlocked.CompareExchange(ref _kind, (int)kind, (int)PipeShutdownKind.None) == (int)PipeShutdownKind.None;

    /// <summary>Notes a failure of the transport and gives the exception that the consumer shall see.</summary>
    internal ConnectionResetException OnFailure(PipeShutdownKind kind, Exception failure)
    {
        if (Find(failure) is { } error) Interlocked.CompareExchange(ref _socketError, (int)error, (int)SocketError.Success);
        TrySet(kind);
        var message = Kind == PipeShutdownKind.Disposed ? "The connection has been disposed of on this side." : failure.Message;
        return failure as ConnectionResetException ?? new ConnectionResetException(message, failure);
    }

    private static SocketError? Find(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is SocketException socket) return socket.SocketErrorCode;
        }

        return null;
    }
}
