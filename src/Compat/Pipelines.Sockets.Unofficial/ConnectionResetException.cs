namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// The connection ended without a goodbye: by the peer, by the network, or because it was disposed of here. Thrown by reads and
/// flushes on its pipes; the inner exception is what the socket or stream said.
/// </summary>
public sealed class ConnectionResetException : IOException
{
    /// <summary>Without a cause; the message is the runtime's own for an I/O failure.</summary>
    public ConnectionResetException()
    {
    }

    /// <summary>With a message for the reader of a log.</summary>
    public ConnectionResetException(string message) : base(message)
    {
    }

    /// <summary>With a message and the failure that was seen on the socket or stream.</summary>
    public ConnectionResetException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
