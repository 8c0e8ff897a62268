using System.Net.Sockets;

namespace AIKernel.LocalServers;

/// <summary>Waiting for what several servers bring about among themselves.</summary>
internal static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks again and again; a server that cannot be asked just now has not brought it about.</summary>
    /// <exception cref="LocalServerException">It did not come about within the limit.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan limit, string what, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await HoldsNowAsync(condition))
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
                throw new LocalServerException($"In {limit.TotalSeconds:0} s it did not come about that {what}.");
            await Task.Delay(Pause, TimeProvider.System, ct);
        }
    }

    private static async Task<bool> HoldsNowAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return false;
        }
    }
}
