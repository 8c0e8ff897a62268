using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>Redis's MONITOR, read until a mark of one's own comes by.</summary>
internal sealed partial class CommandMonitor : IAsyncDisposable
{
    private static readonly string[] Housekeeping = ["ping", "client", "hello", "auth", "echo", "select", "config", "info", "command", "cluster", "subscribe", "sentinel"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _watching = new(), _marking = new();
    private StreamReader _lines = null!;

    public static async Task<CommandMonitor> StartAsync(int port, string password, string? user = null)
    {
        var monitor = new CommandMonitor();
        await monitor._watching.ConnectAsync(IPAddress.Loopback, port);
        await monitor._marking.ConnectAsync(IPAddress.Loopback, port);
        monitor._lines = new(monitor._watching.GetStream());
        await SendAsync(monitor._marking, $"AUTH {user} {password}");
        await SendAsync(monitor._watching, $"AUTH {user} {password}");
        await SendAsync(monitor._watching, "MONITOR");
        for (var answers = 0; answers < 2; answers++) if (await monitor.ReadAsync() is not "+OK" and var odd) throw new InvalidOperationException(odd);
        return monitor;
    }

    /// <summary>The names of the commands since the start, in lower case and in order.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        var mark = Guid.NewGuid().ToString("N");
        await SendAsync(_marking, $"ECHO {mark}");
        var commands = new List<string>();
        while (await ReadAsync() is { } line && !line.Contains(mark, StringComparison.Ordinal))
            if (CommandLine().Match(line) is { Success: true } command && command.Groups["db"].Value != "lua") commands.Add(command.Groups["name"].Value.ToLower(CultureInfo.InvariantCulture));
        return commands.FindAll(static command => !Housekeeping.Contains(command));
    }

    public ValueTask DisposeAsync()
    {
        _watching.Dispose();
        _marking.Dispose();
        return default;
    }

    private async Task<string> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        return await _lines.ReadLineAsync(patience.Token) ?? throw new IOException("Redis has hung up.");
    }

    private static async Task SendAsync(TcpClient to, string line) => await to.GetStream().WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

    // +1700000000.123456 [0 127.0.0.1:5000] "GET" "key"   and, from a script,   +… [0 lua] "SET" …
    [GeneratedRegex("^\\+[0-9.]+ \\[[0-9]+ (?<db>\\S+)\\] \"(?<name>[^\"]+)\"")]
    private static partial Regex CommandLine();
}
