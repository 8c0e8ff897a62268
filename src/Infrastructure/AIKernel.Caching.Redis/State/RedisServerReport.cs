using System.Globalization;

namespace AIKernel.Caching.Redis.State;

/// <summary>One Redis server as it describes itself. No keys, no values, no secrets.</summary>
public sealed record RedisServerReport
{
    /// <summary>Host and port.</summary>
    public required string Endpoint { get; init; }
    /// <summary>Whether it answered in time; nothing else is known of one that did not.</summary>
    public required bool Reachable { get; init; }
    /// <summary>Its version.</summary>
    public string? Version { get; init; }
    /// <summary><c>master</c> or <c>slave</c>.</summary>
    public string? Role { get; init; }
    /// <summary>Seconds since it was started.</summary>
    public long? UptimeSeconds { get; init; }
    /// <summary>Bytes in use.</summary>
    public long? UsedMemoryBytes { get; init; }
    /// <summary>Bytes it may use; 0 for no limit.</summary>
    public long? MaxMemoryBytes { get; init; }
    /// <summary>What it does when that is reached.</summary>
    public string? MaxMemoryPolicy { get; init; }
    /// <summary>Clients that are connected.</summary>
    public long? ConnectedClients { get; init; }
    /// <summary>Keys in all its databases.</summary>
    public long? Keys { get; init; }
    /// <summary>Of those, keys that run out.</summary>
    public long? KeysWithLifetime { get; init; }
    /// <summary>Keys evicted since it was started.</summary>
    public long? EvictedKeys { get; init; }
    /// <summary>Keys that ran out since it was started.</summary>
    public long? ExpiredKeys { get; init; }
    /// <summary>Looks for a key that was there.</summary>
    public long? KeyspaceHits { get; init; }
    /// <summary>Looks for a key that was not.</summary>
    public long? KeyspaceMisses { get; init; }
    /// <summary>Replicas of a master.</summary>
    public long? ConnectedReplicas { get; init; }
    /// <summary>A replica's link to its master, <c>up</c> or <c>down</c>.</summary>
    public string? MasterLinkStatus { get; init; }
    /// <summary>How much of the master's stream it has written or read, in bytes.</summary>
    public long? ReplicationOffset { get; init; }

    /// <summary>A server that does not answer.</summary>
    public static RedisServerReport Unreachable(string endpoint) => new() { Endpoint = endpoint, Reachable = false };

    /// <summary>Reads what the command INFO says; what is missing in it, or is no number where one belongs, stays null.</summary>
    public static RedisServerReport Parse(string endpoint, string info)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in info.Split('\n', StringSplitOptions.TrimEntries))
            if (!line.StartsWith('#') && line.Split(':', 2) is [var name, var value]) lines[name] = value;
        var role = lines.GetValueOrDefault("role");
        return new()
        {
            Endpoint = endpoint,
            Reachable = true,
            Version = lines.GetValueOrDefault("redis_version"),
            Role = role,
            UptimeSeconds = Number("uptime_in_seconds"),
            UsedMemoryBytes = Number("used_memory"),
            MaxMemoryBytes = Number("maxmemory"),
            MaxMemoryPolicy = lines.GetValueOrDefault("maxmemory_policy"),
            ConnectedClients = Number("connected_clients"),
            Keys = Databases("keys"),
            KeysWithLifetime = Databases("expires"),
            EvictedKeys = Number("evicted_keys"),
            ExpiredKeys = Number("expired_keys"),
            KeyspaceHits = Number("keyspace_hits"),
            KeyspaceMisses = Number("keyspace_misses"),
            ConnectedReplicas = Number("connected_slaves"),
            MasterLinkStatus = lines.GetValueOrDefault("master_link_status"),
            ReplicationOffset = Number(role == "slave" ? "slave_repl_offset" : "master_repl_offset"),
        };

        long? Number(string name) => Read(lines.GetValueOrDefault(name));

        // db0:keys=3,expires=1,avg_ttl=0
        long Databases(string what) => lines
            .Where(static line => line.Key.StartsWith("db", StringComparison.Ordinal) && Read(line.Key[2..]) is not null)
            .SelectMany(static line => line.Value.Split(','))
            .Where(part => part.StartsWith(what + "=", StringComparison.Ordinal))
            .Sum(part => Read(part[(what.Length + 1)..]) ?? 0);
    }

    private static long? Read(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
