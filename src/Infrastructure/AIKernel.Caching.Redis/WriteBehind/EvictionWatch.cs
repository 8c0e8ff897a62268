using System.Globalization;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis.WriteBehind;

/// <summary>Looks now and then whether a Redis throws away what it holds when it is full, lifetime or not.</summary>
internal sealed class EvictionWatch(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private volatile Look? _last;

    /// <summary>That it does, in a sentence; null if it does not, or does not tell.</summary>
    public async Task<string?> FindEvictionAsync(IDatabase database)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < Interval) return last.Found;
        var found = (string?)null;
        foreach (var server in database.Multiplexer.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }))
            found ??= await EvictionOfAsync(server);
        _last = new(time.GetTimestamp(), found);
        return found;
    }

    private sealed record Look(long At, string? Found);

    private static async Task<string?> EvictionOfAsync(IServer server)
    {
        try
        {
            var memory = ((string?)await server.ExecuteAsync("INFO", "memory") ?? "").Split('\n').Select(static line => line.Trim().Split(':', 2))
                .Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
            var limit = long.Parse(memory.GetValueOrDefault("maxmemory", "0"), CultureInfo.InvariantCulture);
            var policy = memory.GetValueOrDefault("maxmemory_policy", "noeviction");
            return limit > 0 && policy.StartsWith("allkeys", StringComparison.Ordinal)
                ? $"The Redis that holds state throws away what waits in it when it is full (maxmemory-policy {policy}); noeviction is needed."
                : null;
        }
        catch (RedisServerException)
        {
            return null; // a user who may not ask; the operator has been told by the health check "state"
        }
    }
}
