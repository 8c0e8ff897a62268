using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AIKernel.LocalServers;

/// <summary>Asks a Redis whether it serves, and whether it is ours: another one would refuse the password.</summary>
internal static class RedisPing
{
    public static async Task<bool> AnswersAsync(int port, string password, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {password}\r\nPING\r\nQUIT\r\n"), ct);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return (await reader.ReadToEndAsync(ct)).Contains("+PONG", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return false; // not yet
        }
    }
}
