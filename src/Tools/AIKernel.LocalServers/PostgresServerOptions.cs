namespace AIKernel.LocalServers;

/// <summary>Where and how a private PostgreSQL runs.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>
    /// The folder that holds the data, the password (mode 0600) and the log. Created when absent. Only one live
    /// process may use it; the data survives that process unless <see cref="Ephemeral"/> is set.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>
    /// <see langword="true"/>: what is committed survives a power cut. <see langword="false"/> (tests): survives a
    /// crash of the server (what it acknowledged is there after a kill), not of the machine, and is several times faster.
    /// </summary>
    public bool Durable { get; init; }

    /// <summary>Deletes <see cref="Directory"/> and the data when the server is disposed of.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>How many sessions the server accepts.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>How long an orderly stop may take before a harder one follows.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The loopback port; by default a free one below the system's range for outgoing connections.</summary>
    public int? Port { get; init; }

    /// <summary>Further settings by their name in <c>postgresql.conf</c>; they win over the ones set here.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
