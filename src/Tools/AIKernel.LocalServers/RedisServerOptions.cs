namespace AIKernel.LocalServers;

/// <summary>Where and how a private Redis runs. It is a cache, which keeps nothing on disk of its own accord, unless it is told to be durable.</summary>
public sealed record RedisServerOptions
{
    /// <summary>
    /// The folder that holds the configuration (with the password, mode 0600) and the log. Created when absent. Only
    /// one live process may use it.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>Deletes <see cref="Directory"/> when the server is disposed of.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>
    /// Evicts nothing and logs each write to its disk, as a Redis must that holds what is nowhere else. It then starts with what it
    /// held, but for what the system's crash (not the server's) cost of the last second.
    /// </summary>
    public bool Durable { get; init; }

    /// <summary>The memory limit in bytes, after which the least recently used keys are evicted, or writes refused by a durable one.</summary>
    public long MaxMemoryBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How long an orderly stop may take before a harder one follows.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The loopback port; by default a free one below the system's range for outgoing connections.</summary>
    public int? Port { get; init; }

    /// <summary>The password; by default a random one, kept in <see cref="Directory"/>. Servers that copy from each other share one.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// The lines of an aclfile, its users taken as they are. One more user is added, whose name and password are in
    /// <see cref="RedisServer.ConnectionString"/>, and who may do anything.
    /// </summary>
    public string? Acl { get; init; }

    /// <summary>Certificates, if the server is to be reached through TLS and in no other way.</summary>
    public RedisTls? Tls { get; init; }

    /// <summary>Further lines of <c>redis.conf</c>, appended last, so that they win.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];
}
