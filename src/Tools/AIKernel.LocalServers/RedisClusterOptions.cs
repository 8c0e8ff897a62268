namespace AIKernel.LocalServers;

/// <summary>A cluster: masters, and one copy of each.</summary>
public sealed record RedisClusterOptions
{
    /// <summary>How many masters share the slots, at least three: fewer could not vote for another.</summary>
    public int Masters { get; init; } = 3;

    /// <summary>After how long a silence a node is taken for dead.</summary>
    public TimeSpan NodeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>See <see cref="RedisServerOptions.Acl"/>; the same for each node.</summary>
    public string? Acl { get; init; }

    /// <summary>Certificates of the nodes; null for plain connections.</summary>
    public RedisTls? Tls { get; init; }

    /// <summary>Further lines of each node's <c>redis.conf</c>.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];
}
