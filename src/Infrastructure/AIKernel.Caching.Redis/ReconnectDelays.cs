using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>
/// How long the client waits between attempts to connect: n steps after the n-th, never more than the longest. The
/// client looks at its clock once a heartbeat, so an attempt comes up to a heartbeat later. It also ends an attempt
/// that takes longer than the delay it is at.
/// </summary>
internal sealed class ReconnectDelays(TimeSpan step) : IReconnectRetryPolicy
{
    /// <summary>The longest delay: with a heartbeat and the handshake on top, a server is found within a second of its return.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the client looks whether an attempt is due.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(100);

    /// <summary>The steps towards one server.</summary>
    public static ReconnectDelays OfOneServer { get; } = new(TimeSpan.FromMilliseconds(50));

    /// <summary>The steps towards one of several, which must not all be asked at once by everybody.</summary>
    public static ReconnectDelays OfCluster { get; } = new(TimeSpan.FromMilliseconds(100));

    /// <summary>The delay after this attempt, counted from 1.</summary>
    public TimeSpan After(long attempt) => attempt < Longest / step ? attempt * step : Longest;

    /// <inheritdoc/>
    public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry) =>
        timeElapsedMillisecondsSinceLastRetry >= After(currentRetryCount + 1).TotalMilliseconds;
}
