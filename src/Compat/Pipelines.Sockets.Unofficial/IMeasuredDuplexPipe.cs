using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

/// <summary>A duplex pipe that counts what has crossed the wire under it.</summary>
public interface IMeasuredDuplexPipe : IDuplexPipe
{
    /// <summary>Bytes handed to the socket or stream so far; may be read at any time, never falls.</summary>
    long TotalBytesSent { get; }

    /// <summary>Bytes taken from the socket or stream so far, read by the consumer or not; may be read at any time, never falls.</summary>
    long TotalBytesReceived { get; }
}
