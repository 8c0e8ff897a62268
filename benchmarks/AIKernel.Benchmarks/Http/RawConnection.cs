using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AIKernel.Benchmarks.Http;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends ready bytes and reads answers with a length: so little work that what is
/// measured is the server, which shares the machine with it.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[256 * 1024];

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    public static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

    /// <summary>A write; changes are made whatever the state before.</summary>
    public static byte[] Send(string method, string path, string type, string body) =>
        Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{(method == "PATCH" ? "If-Match: *\r\n" : "")}Content-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>One request and its whole answer: the status, and how many bytes the body has.</summary>
    public async ValueTask<(int Status, int Length)> ExchangeAsync(byte[] request)
    {
        await _socket.SendAsync(request);
        var (read, head) = (0, -1);
        while (head < 0)
        {
            read += await ReceiveAsync(read);
            head = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }
        var length = LengthOf(_buffer.AsSpan(0, head + 2));
        var end = head + 4 + length;
        while (read < end) read += await ReceiveAsync(read);
        return (int.Parse(_buffer.AsSpan(9, 3), null), length);
    }

    /// <summary>The body of the last answer.</summary>
    public string Body(int length) => Encoding.UTF8.GetString(_buffer.AsSpan(_buffer.AsSpan().IndexOf("\r\n\r\n"u8) + 4, length));

    public void Dispose() => _socket.Dispose();

    private async ValueTask<int> ReceiveAsync(int from)
    {
        var received = await _socket.ReceiveAsync(_buffer.AsMemory(from));
        return received > 0 ? received : throw new InvalidOperationException("The API closed the connection.");
    }

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        if (at < 0) return 0;
        var rest = head[(at + name.Length)..];
        return int.Parse(rest[..rest.IndexOf((byte)'\r')], null);
    }
}
