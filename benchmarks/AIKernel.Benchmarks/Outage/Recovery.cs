using System.Diagnostics;
using System.Text.RegularExpressions;
using AIKernel.Benchmarks.Samples;
using AIKernel.Benchmarks.SharedTier;
using AIKernel.LocalServers;

namespace AIKernel.Benchmarks.Outage;

/// <summary>When the node uses Redis again: at the first command for a key that was first asked for after its return.</summary>
internal static partial class Recovery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>How long that took, from now on; the patience if it did not happen within it.</summary>
    public static async Task<TimeSpan> UsedAgainAsync(RedisServer redis)
    {
        var back = Stopwatch.GetTimestamp();
        var newest = OutageNode.LastNumber;
        await using var monitor = await RedisMonitor.OpenAsync(redis);
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            // Commands of calls that were given up long ago may still lie in the socket: they prove nothing.
            while (IdOf(await monitor.NextAsync(late.Token)) is not { } id || Items.Number(id) <= newest) { }
        }
        catch (OperationCanceledException)
        {
            return Patience;
        }
        return Stopwatch.GetElapsedTime(back);
    }

    private static Guid? IdOf(string command) => Key().Match(command) is { Success: true } match ? Guid.Parse(match.Groups[1].ValueSpan) : null;

    [GeneratedRegex(":item:get:([0-9a-f-]{36})\"")]
    private static partial Regex Key();
}
