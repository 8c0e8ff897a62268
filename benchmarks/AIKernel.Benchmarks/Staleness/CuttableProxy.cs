using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AIKernel.Benchmarks.Staleness;

/// <summary>A network between a node and a server on loopback that can be cut: what is sent then arrives when it is mended, if anybody still waits.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<TcpClient> _sockets = [];
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _cut;
    private long _held;

    public CuttableProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many messages met the cut.</summary>
    public long Held => Interlocked.Read(ref _held);

    public void Cut() => _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend()
    {
        var cut = _cut;
        _cut = null;
        cut?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Mend();
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var socket in _sockets) socket.Dispose();
        await Task.WhenAll(_pumps);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _sockets.Add(near);
                _pumps.Add(ConnectAsync(near));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy is being disposed of.
        }
    }

    private async Task ConnectAsync(TcpClient near)
    {
        var far = new TcpClient { NoDelay = true };
        _sockets.Add(far);
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
            await Task.WhenAny(PumpAsync(near.GetStream(), far.GetStream()), PumpAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Either end is gone, and with it the connection.
        }
        near.Dispose();
        far.Dispose();
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.ReadAsync(buffer, _stopping.Token) is var count and > 0)
            {
                if (_cut is { } cut)
                {
                    Interlocked.Increment(ref _held);
                    await cut.Task.WaitAsync(_stopping.Token);
                }
                await to.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end is gone, and with it the connection.
        }
    }
}
