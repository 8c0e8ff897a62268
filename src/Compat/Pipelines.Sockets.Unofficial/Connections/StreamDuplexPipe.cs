using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>A stream, usually TLS over a socket, as a pair of pipes.</summary>
internal sealed class StreamDuplexPipe : IMeasuredDuplexPipe, IDisposable
{
    private readonly Stream _stream;
    private readonly ShutdownReason _reason = new();
    private readonly ReceivePump _receive;
    private readonly SendPump _send;

    private StreamDuplexPipe(Stream stream, PipeOptions send, PipeOptions receive)
    {
        _stream = stream;
        var transport = new StreamTransport(stream);
        _receive = new ReceivePump(transport, receive, _reason);
        _send = new SendPump(transport, send, _reason);
    }

    public PipeReader Input => _receive.Reader;

    public PipeWriter Output => _send.Writer;

    public long TotalBytesSent => _send.TotalSent;

    public long TotalBytesReceived => _receive.TotalReceived;

    internal static StreamDuplexPipe Start(Stream stream, PipeOptions send, PipeOptions receive, string? name)
    {
        var pipe = new StreamDuplexPipe(stream, send, receive);
        pipe._receive.Start(name);
        pipe._send.Start();
        return pipe;
    }

    public void Dispose()
    {
        _reason.TrySet(PipeShutdownKind.Disposed);
        _send.Stop();
        _stream.Dispose();
    }
}
