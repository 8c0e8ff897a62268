using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AIKernel.LocalServers;

/// <summary>
/// Picks loopback ports below the range the system hands out for outgoing connections. Inside that range a client
/// that reconnects to a server that is down can be given the server's own port as its source port, connect to itself
/// and keep the server from coming back.
/// </summary>
internal static class FreePort
{
    private const int Lowest = 15_000;
    private const int Highest = 30_000;

    public static int Next()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
            if (IsFree(port))
                return port;
        }

        throw new LocalServerException($"No free loopback port was found between {Lowest} and {Highest}.");
    }

    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
