using System.IO.Pipelines;
using Pipelines.Sockets.Unofficial.Connections;

namespace Pipelines.Sockets.Unofficial;

/// <summary>Pipes over streams, with the same threads and guarantees as <see cref="SocketConnection"/>.</summary>
public static class StreamConnection
{
    /// <summary>
    /// A stream that can be read and written at the same time, as a pair of pipes. The result is an <see cref="IMeasuredDuplexPipe"/>
    /// and <see cref="IDisposable"/>; disposing of it closes the stream.
    /// </summary>
    /// <param name="stream">Readable and writable.</param>
    /// <param name="sendPipeOptions">Thresholds and schedulers for the output; their buffer pool is not used.</param>
    /// <param name="receivePipeOptions">Thresholds for the input; their buffer pool and schedulers are not used.</param>
    /// <param name="name">For the receiving thread's name.</param>
    public static IDuplexPipe GetDuplex(Stream stream, PipeOptions? sendPipeOptions = null, PipeOptions? receivePipeOptions = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanWrite) throw new ArgumentException("The stream must be readable and writable.", nameof(stream));
        return StreamDuplexPipe.Start(stream, sendPipeOptions ?? PipeOptions.Default, receivePipeOptions ?? PipeOptions.Default, name);
    }

    /// <summary>
    /// The bytes of a readable stream as a pipe. The stream stays the caller's: close it to end the receiving thread early.
    /// </summary>
    public static PipeReader GetReader(Stream stream, PipeOptions? pipeOptions = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead) throw new ArgumentException("The stream must be readable.", nameof(stream));
        var pump = new ReceivePump(new StreamTransport(stream), pipeOptions ?? PipeOptions.Default, new ShutdownReason());
        pump.Start(name);
        return pump.Reader;
    }
}
