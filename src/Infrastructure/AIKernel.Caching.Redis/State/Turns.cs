using StackExchange.Redis;

namespace AIKernel.Caching.Redis.State;

/// <summary>Work that one node does for all.</summary>
public static class Turns
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether it is this node's turn: true for the first that asks, false for all others until <paramref name="length"/> is
    /// over. A turn is not given back, and does not outlive a node that dies in it.
    /// </summary>
    /// <exception cref="StateUnavailableException">Redis could not be asked.</exception>
    public static Task<bool> TryTakeTurnAsync(this StateRedis redis, string name, TimeSpan length, TimeProvider time, CancellationToken cancellationToken) =>
        redis.AskAsync(database => database.StringSetAsync(redis.KeyOf($"turn:{name}"), "taken", length, When.NotExists).WaitAtMostAsync(Patience, time, CancellationToken.None), cancellationToken);
}
