using System.Buffers;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>What carries the bytes: a socket or a stream. Receiving and sending happen on different threads at the same time.</summary>
internal interface ITransport
{
    /// <summary>Blocks until bytes are there; zero says that the peer has ended its side.</summary>
    int Receive(Memory<byte> buffer);

    /// <summary>Completes when all of <paramref name="bytes"/> have been handed over.</summary>
    ValueTask SendAsync(ReadOnlySequence<byte> bytes);

    /// <summary>Says that nothing more will be sent, as far as the transport can say it.</summary>
    void EndSending();
}
