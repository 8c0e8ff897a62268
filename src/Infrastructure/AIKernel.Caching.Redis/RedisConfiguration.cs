using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>How Redis is reached: the section <c>Caching:Redis</c>.</summary>
public sealed record RedisConfiguration : IValidatableObject
{
    /// <summary>Endpoints and options as StackExchange.Redis reads them; empty for no Redis: the cache then lives in memory only.</summary>
    public string ConnectionString { get; set; } = "";
    /// <summary>The first part of every key.</summary>
    [Required(ErrorMessage = Word), RegularExpression("[A-Za-z0-9_.-]{1,32}", ErrorMessage = Word)]
    public string InstanceName { get; set; } = "aikernel_";
    /// <summary>Milliseconds for a connection to be made.</summary>
    [Range(100, 60_000)]
    public int ConnectTimeout { get; set; } = 5000;
    /// <summary>Milliseconds after which the client gives a command up. The cache's own deadline is shorter.</summary>
    [Range(100, 60_000)]
    public int SyncTimeout { get; set; } = 5000;
    /// <summary>How often the first connection is tried again.</summary>
    [Range(0, 100)]
    public int ConnectRetry { get; set; } = 3;
    /// <summary>Whether the process refuses to start without Redis.</summary>
    public bool AbortOnConnectFail { get; set; }
    /// <summary>Sentinels and service name, <c>host:port,host:port,serviceName=…</c>; used in place of the endpoints.</summary>
    public string? SentinelConfiguration { get; set; }
    /// <summary>Whether the connection is encrypted.</summary>
    public bool UseSsl { get; set; }
    /// <summary>The name that the server's certificate must carry, where it differs from the host.</summary>
    public string? SslHost { get; set; }

    /// <summary>What the client is given.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public ConfigurationOptions ToClientOptions()
    {
        var options = ConfigurationOptions.Parse(ConnectionString);
        if (!string.IsNullOrEmpty(SentinelConfiguration))
        {
            var sentinel = ConfigurationOptions.Parse(SentinelConfiguration);
            options.EndPoints.Clear();
            foreach (var endpoint in sentinel.EndPoints) options.EndPoints.Add(endpoint);
            options.ServiceName = sentinel.ServiceName;
        }
        (options.ConnectTimeout, options.SyncTimeout, options.AsyncTimeout, options.ConnectRetry) = (ConnectTimeout, SyncTimeout, SyncTimeout, ConnectRetry);
        options.AbortOnConnectFail = AbortOnConnectFail;
        if (UseSsl) options.Ssl = true;
        if (!string.IsNullOrEmpty(SslHost)) options.SslHost = SslHost;
        // A command that cannot be sent now is a miss now; nobody waits for a reconnect.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = options.EndPoints.Count > 1 && string.IsNullOrEmpty(options.ServiceName) ? ReconnectDelays.OfCluster : ReconnectDelays.OfOneServer;
        options.HeartbeatInterval = ReconnectDelays.Heartbeat;
        options.KeepAlive = KeepAliveSeconds;
        options.ConfigCheckSeconds = RoleCheckSeconds;
        // What other programs on the same server say about their masters is not for us, and costs a read each connection.
        (options.TieBreaker, options.ConfigurationChannel) = ("", "");
        options.IncludeDetailInExceptions = false;
        options.ClientName = "aikernel";
        return options;
    }

    /// <summary>Whether it is said where a Redis is.</summary>
    public bool IsTold() => !string.IsNullOrWhiteSpace(ConnectionString) || !string.IsNullOrWhiteSpace(SentinelConfiguration);

    /// <summary>What is wrong beyond each setting for itself. Never repeats a connection string: it may hold a password.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsTold() && !IsReadable())
            yield return new($"or {nameof(SentinelConfiguration)} cannot be read; expected host:port,option=value,… .", [nameof(ConnectionString)]);
        if (SslHost is not null && !UseSsl) yield return new($"is set, but {nameof(UseSsl)} is false.", [nameof(SslHost)]);
    }

    private bool IsReadable()
    {
        try
        {
            ToClientOptions();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private const string Word = "must be 1 to 32 letters, digits, '_', '-' or '.'.";
    private const int KeepAliveSeconds = 30;
    private const int RoleCheckSeconds = 5;
}
