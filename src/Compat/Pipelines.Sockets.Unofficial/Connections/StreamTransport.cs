using System.Buffers;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>Bytes over a stream that can be read and written at the same time, such as TLS.</summary>
internal sealed class StreamTransport(Stream stream) : ITransport
{
    public int Receive(Memory<byte> buffer) => stream.Read(buffer.Span);

    public async ValueTask SendAsync(ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes) await stream.WriteAsync(segment).ConfigureAwait(false);
        await stream.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>A stream has no half-close; its owner closes it.</summary>
    public void EndSending()
    {
    }
}
