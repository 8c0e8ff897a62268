namespace AIKernel.LocalServers;

/// <summary>A master with copies of it, and the Sentinels that watch them.</summary>
public sealed record RedisSentinelsOptions
{
    /// <summary>How many copies the master has.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>How many Sentinels there are; more than half of them must agree before another becomes the master.</summary>
    public int Sentinels { get; init; } = 3;

    /// <summary>After how long a silence a master is taken for dead.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The Sentinels' own password; null for none. The servers always have one.</summary>
    public string? SentinelPassword { get; init; }

    /// <summary>See <see cref="RedisServerOptions.Acl"/>; the same for each server.</summary>
    public string? Acl { get; init; }

    /// <summary>The same for the Sentinels; in place of a password.</summary>
    public string? SentinelAcl { get; init; }

    /// <summary>Certificates of the servers and of the Sentinels; null for plain connections.</summary>
    public RedisTls? Tls { get; init; }

    /// <summary>Further lines of each server's <c>redis.conf</c>.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];
}
