using System.Net;
using System.Net.Sockets;
using System.Text;
using AIKernel.Catalog.Persistence.Access;

namespace AIKernel.Integration.Tests.Access;

/// <summary>What one caller can cost: bodies that are too large, headers and bodies that never end, headers that are too many.</summary>
public sealed class LimitTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData("POST /api/v1/bulk", "application/x-ndjson")]
    [InlineData("POST /api/v1/resources", "application/json")]
    public async Task A_gigabyte_that_says_so_is_refused_before_a_byte_of_it_is_sent(string request, string type)
    {
        var key = await node.CreateKeyAsync(AccessScopes.CatalogWrite);
        Assert.StartsWith("HTTP/1.1 413 ", await ExchangeAsync(request, $"Authorization: Bearer {key}", $"Content-Type: {type}", $"Content-Length: {Gigabyte}"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401 ", await ExchangeAsync(request, $"Content-Type: {type}", $"Content-Length: {Gigabyte}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gigabyte_that_does_not_say_so_is_cut_off_at_the_limit()
    {
        var key = await node.CreateKeyAsync(AccessScopes.CatalogWrite);
        Assert.InRange(await StreamAsync($"Authorization: Bearer {key}"), 1 << 20, 32 << 20);
        // A caller who may not write is not read at all; what is sent meanwhile fills the buffers between.
        Assert.InRange(await StreamAsync("X-Other: 1"), 0, 32 << 20);
    }

    [Fact]
    public async Task Headers_that_never_end_and_bodies_that_drip_are_cut_off()
    {
        var key = await node.CreateKeyAsync(AccessScopes.CatalogWrite);
        await Task.WhenAll(
            DripAsync("GET /api/v1/resources HTTP/1.1\r\nHost: x\r\n", "X-Slow: 1\r\n"),
            DripAsync($"POST /api/v1/resources HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n", " "));
    }

    [Theory]
    [InlineData(65, 10, 431)]
    [InlineData(60, 1000, 431)]
    public async Task Too_many_and_too_large_headers_are_refused(int count, int length, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await ExchangeAsync("GET /health/live", [.. Enumerable.Range(0, count).Select(number => $"X-{number}: {new string('x', length)}")]), StringComparison.Ordinal);

    [Fact]
    public async Task An_address_that_is_too_long_is_refused() =>
        Assert.StartsWith("HTTP/1.1 414 ", await ExchangeAsync($"GET /api/v1/search?q={new string('x', 9000)}"), StringComparison.Ordinal);

    /// <summary>Sends the head of a request and nothing after it; the first line of the answer.</summary>
    private async Task<string> ExchangeAsync(string request, params string[] headers)
    {
        using var client = await ConnectAsync();
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{request} HTTP/1.1\r\nHost: x\r\n{string.Concat(headers.Select(static header => header + "\r\n"))}\r\n"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(patience.Token) ?? "";
    }

    /// <summary>Sends a body in chunks until the server refuses or the gigabyte is through; how many bytes it took.</summary>
    private async Task<long> StreamAsync(string header)
    {
        using var client = await ConnectAsync();
        client.SendBufferSize = 64 << 10;
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/v1/resources HTTP/1.1\r\nHost: x\r\n{header}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");
        long sent = 0;
        try
        {
            for (; sent < Gigabyte; sent += 0x10000) await stream.WriteAsync(chunk);
        }
        catch (IOException)
        {
            // The server has closed the door: that is what is asked for.
        }
        return sent;
    }

    /// <summary>Sends a little every second, and is cut off long before it would be through.</summary>
    private async Task DripAsync(string head, string drop)
    {
        using var client = await ConnectAsync();
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        var answer = new byte[1024];
        var ended = stream.ReadAsync(answer).AsTask();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        for (var second = 0; second < 60 && !ended.IsCompleted; second++)
        {
            await timer.WaitForNextTickAsync();
            try
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(drop));
            }
            catch (IOException)
            {
                return; // cut off
            }
        }
        Assert.True(ended.IsCompleted, "After a minute the server still listens.");
        Assert.Contains("408", Encoding.ASCII.GetString(answer, 0, await ended), StringComparison.Ordinal);
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, node.Port);
        return client;
    }
}
