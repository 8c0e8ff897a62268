using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AIKernel.Cli.Tests.Importing;

/// <summary>Takes one connection and does with it what a test says, byte by byte: a server may answer when it likes.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private readonly Task _work;

    public FakeNode(Func<Exchange, Task> behave)
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _work = ServeAsync(behave);
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _work;
        _listener.Dispose();
        _limit.Dispose();
    }

    private async Task ServeAsync(Func<Exchange, Task> behave)
    {
        using var client = await _listener.AcceptTcpClientAsync(_limit.Token);
        await behave(new Exchange(client.GetStream(), _limit.Token));
    }

    internal sealed class Exchange(NetworkStream stream, CancellationToken limit)
    {
        public async Task<string> ReadHeadAsync()
        {
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                await stream.ReadExactlyAsync(one, limit);
                head.Append((char)one[0]);
            }

            return head.ToString();
        }

        public Task ContinueAsync() => SayAsync("HTTP/1.1 100 Continue\r\n\r\n");

        public async Task<byte[]> ReadBodyAsync(string head)
        {
            var length = head.Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..];
            var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body, limit);
            return body;
        }

        public async Task SayAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), limit);

        /// <summary>An answer whose end is the end of the connection.</summary>
        public Task AnswerAsync(string status, string type, string body) =>
            SayAsync($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nConnection: close\r\n\r\n{body}");
    }
}
