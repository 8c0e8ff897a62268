using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace AIKernel.TestKit.Redis;

/// <summary>A hop between client and server on this machine: it changes no byte, but it can be slow, and it can be cut.</summary>
public sealed class SlowLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Socket> _pairs = new();
    private readonly ConcurrentBag<Task> _work = [];
    private readonly int _serverPort;
    private readonly Task _accepting;
    private long _delay;
    private int _accepted;

    /// <summary>Listens at once.</summary>
    public SlowLink(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections clients have made so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How long each answer is on its way, from now on.</summary>
    public TimeSpan Delay
    {
        get => new(Volatile.Read(ref _delay));
        set => Volatile.Write(ref _delay, value.Ticks);
    }

    /// <summary>Resets every connection there is; new ones are accepted.</summary>
    public void Cut()
    {
        foreach (var (client, server) in _pairs) Close(client, server);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        Cut();
        await Task.WhenAll(_work);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync();
                Interlocked.Increment(ref _accepted);
                _work.Add(ServeAsync(client));
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                return; // disposed of
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _pairs[client] = server;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            var late = Channel.CreateUnbounded<(byte[] Bytes, long DueAt)>();
            await Task.WhenAny(ForwardAsync(client, server), ReceiveAsync(server, late.Writer), DeliverAsync(late.Reader, client));
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The server is not there: the client hears of it by the reset below.
        }
        Close(client, server);
    }

    private static async Task ForwardAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int got; (got = await from.ReceiveAsync(buffer)) > 0;) await SendAsync(to, buffer.AsMemory(0, got));
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // One side has gone: that ends the pair.
        }
    }

    private async Task ReceiveAsync(Socket server, ChannelWriter<(byte[], long)> late)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int got; (got = await server.ReceiveAsync(buffer)) > 0;)
                late.TryWrite((buffer[..got], TimeProvider.System.GetTimestamp() + (long)(Delay.TotalSeconds * TimeProvider.System.TimestampFrequency)));
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // One side has gone: that ends the pair.
        }
    }

    private static async Task DeliverAsync(ChannelReader<(byte[] Bytes, long DueAt)> late, Socket client)
    {
        try
        {
            await foreach (var (bytes, dueAt) in late.ReadAllAsync())
            {
                var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), dueAt);
                if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System);
                await SendAsync(client, bytes);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // One side has gone: that ends the pair.
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await to.SendAsync(bytes)..];
    }

    private void Close(Socket client, Socket server)
    {
        _pairs.TryRemove(client, out _);
        // Without a goodbye, as when a machine is gone.
        foreach (var socket in (Socket[])[client, server]) socket.Close(timeout: 0);
    }
}
