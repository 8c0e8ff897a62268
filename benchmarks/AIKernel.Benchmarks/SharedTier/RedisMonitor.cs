using System.Net;
using System.Net.Sockets;
using AIKernel.LocalServers;

namespace AIKernel.Benchmarks.SharedTier;

/// <summary>
/// What clients send to a Redis, command by command, from its MONITOR feed. Unlike the server's own counts it tells apart
/// what a script does inside the server, which costs no round trip.
/// </summary>
internal sealed class RedisMonitor : IAsyncDisposable
{
    // A client's own upkeep, whatever the application does.
    private static readonly string[] Upkeep = ["info", "ping", "client", "config", "hello", "auth", "select", "cluster", "sentinel", "role", "monitor", "command"];

    private readonly TcpClient _socket;
    private readonly StreamReader _lines;

    private RedisMonitor(TcpClient socket, StreamReader lines) => (_socket, _lines) = (socket, lines);

    public static async Task<RedisMonitor> OpenAsync(RedisServer server)
    {
        var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"AUTH {server.Password}\r\nMONITOR\r\n"));
        var lines = new StreamReader(stream);
        for (var answer = 0; answer < 2; answer++)
            if (await lines.ReadLineAsync() is not "+OK") throw new InvalidOperationException("Redis did not let itself be monitored.");
        return new(socket, lines);
    }

    /// <summary>The next command that a client sent, as <c>"get" "key" …</c>; its upkeep and what scripts do inside the server left out.</summary>
    public async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // +1700000000.123456 [0 127.0.0.1:40000] "GET" "key"
            var line = await _lines.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("Redis closed the monitor.");
            var end = line.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || line[..end].EndsWith(" lua", StringComparison.Ordinal)) continue;
            var command = line[(end + 2)..];
            if (!Upkeep.Contains(Name(command))) return command;
        }
    }

    /// <summary>How often each command was sent up to the ECHO of this text.</summary>
    public async Task<Dictionary<string, int>> CountUntilAsync(string marker)
    {
        var counts = new Dictionary<string, int>();
        while (await NextAsync(CancellationToken.None) is var command && command != $"\"ECHO\" \"{marker}\"")
            counts[Name(command)] = counts.GetValueOrDefault(Name(command)) + 1;
        return counts;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Name(string command) => command.Split(' ', 2)[0].Trim('"').ToLowerInvariant();
}
