using System.Net.Sockets;
using System.Security.Authentication;

namespace AIKernel.LocalServers;

/// <summary>Asks a Redis whether it serves, and whether it is ours: another one would refuse the password.</summary>
internal static class RedisPing
{
    public static async Task<bool> AnswersAsync(int port, RedisLogin login, CancellationToken ct)
    {
        try
        {
            return await login.AskAsync(port, ["PING"], ct) == "PONG";
        }
        catch (Exception fault) when (fault is SocketException or IOException or AuthenticationException)
        {
            return false; // not yet
        }
    }
}
