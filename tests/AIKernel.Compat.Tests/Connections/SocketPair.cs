using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;

namespace AIKernel.Compat.Tests.Connections;

/// <summary>A <see cref="SocketConnection"/> and, as the peer, the bare socket at the other end of it.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(Socket near, Socket peer, PipeOptions? send)
    {
        Peer = peer;
        Connection = SocketConnection.Create(near, send, PipeOptions.Default, 0, "pair");
    }

    internal SocketConnection Connection { get; }

    internal Socket Peer { get; }

    internal static async Task<SocketPair> CreateAsync(PipeOptions? send = null)
    {
        var (near, peer) = await ConnectAsync();
        return new SocketPair(near, peer, send);
    }

    internal static async Task<(Socket Near, Socket Peer)> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var near = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await near.ConnectAsync(listener.LocalEndpoint);
        SocketConnection.SetRecommendedClientOptions(near);
        return (near, await listener.AcceptSocketAsync());
    }

    /// <summary>Ends the connection as a crash does: a reset instead of a goodbye.</summary>
    internal void ResetByPeer()
    {
        Peer.LingerState = new LingerOption(true, 0);
        Peer.Dispose();
    }

    public void Dispose()
    {
        Connection.Dispose();
        Peer.Dispose();
    }
}
