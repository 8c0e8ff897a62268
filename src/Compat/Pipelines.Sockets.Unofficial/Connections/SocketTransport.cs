using System.Buffers;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>Bytes over a connected socket.</summary>
internal sealed class SocketTransport(Socket socket) : ITransport
{
    public int Receive(Memory<byte> buffer)
    {
        // A socket that was connected asynchronously does not block, and a blocking receive on it is emulated: it would be woken by
        // the runtime's socket thread, one thread switch later. Poll waits in the kernel itself.
        socket.Poll(-1, SelectMode.SelectRead);
        return socket.Receive(buffer.Span, SocketFlags.None);
    }

    public async ValueTask SendAsync(ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            for (var left = segment; !left.IsEmpty;)
            {
                var sent = await socket.SendAsync(left, SocketFlags.None).ConfigureAwait(false);
                left = left[sent..];
            }
        }
    }

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);
}
