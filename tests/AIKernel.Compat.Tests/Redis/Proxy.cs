using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AIKernel.Compat.Tests.Redis;

/// <summary>A hop between client and server that treats the bytes badly, though it never changes them.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Task> _directions = [];
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly int _serverPort;
    private readonly Random _random;
    private readonly Task _accepting;
    private int _resets;

    internal Proxy(int serverPort, int seed)
    {
        _serverPort = serverPort;
        _random = new Random(seed);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Passes on this many bytes at a time, at most.</summary>
    internal int Piece { get; init; } = 64 * 1024;

    /// <summary>Resets a connection after about this many bytes, in either direction; never if zero.</summary>
    internal int ResetAfter { get; init; }

    internal int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    internal int Resets => Volatile.Read(ref _resets);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var socket in _sockets) socket.Dispose();
        await Task.WhenAll(_directions);
    }

    private async Task AcceptAsync()
    {
        while (await NextAsync() is { } client) await ServeAsync(client);
    }

    /// <summary>The next client, or null when the proxy is being disposed of.</summary>
    private async Task<Socket?> NextAsync()
    {
        try
        {
            return await _listener.AcceptAsync();
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        await server.ConnectAsync(IPAddress.Loopback, _serverPort);
        _sockets.Add(client);
        _sockets.Add(server);
        _directions.Add(Task.Run(() => CopyAsync(client, server)));
        _directions.Add(Task.Run(() => CopyAsync(server, client)));
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        var left = ResetAfter == 0 ? long.MaxValue : Next(ResetAfter * 2);
        try
        {
            for (int got; left > 0 && (got = await from.ReceiveAsync(buffer)) > 0; left -= got)
            {
                for (var at = 0; at < got;) at += await to.SendAsync(buffer.AsMemory(at, Math.Min(Next(Piece), got - at)));
            }

            if (left <= 0) Reset(from, to);
            else to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            Reset(from, to); // One side has gone without a goodbye: pass that on.
        }
    }

    private void Reset(Socket one, Socket other)
    {
        Interlocked.Increment(ref _resets);
        foreach (var socket in (Socket[])[one, other]) socket.Close(timeout: 0);
    }

    private int Next(int limit)
    {
        lock (_random) return _random.Next(1, limit + 1);
    }
}
