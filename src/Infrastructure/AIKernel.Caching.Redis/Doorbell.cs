using System.Net;
using System.Net.Sockets;

namespace AIKernel.Caching.Redis;

/// <summary>Waits until something listens at one of several addresses.</summary>
internal static class Doorbell
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Rings at every door again and again until one opens.</summary>
    public static async Task AnsweredAsync(IEnumerable<EndPoint> doors, TimeProvider time, CancellationToken stop)
    {
        var all = doors.ToArray();
        while (!(await Task.WhenAll(all.Select(door => OpensAsync(door, stop)))).Contains(true)) await Task.Delay(Pause, time, stop);
    }

    private static async Task<bool> OpensAsync(EndPoint door, CancellationToken stop)
    {
        using var socket = door.AddressFamily == AddressFamily.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(door, stop);
            return true;
        }
        catch (SocketException)
        {
            return false; // nobody there yet
        }
    }
}
