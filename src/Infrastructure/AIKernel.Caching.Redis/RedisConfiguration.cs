using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>How Redis is reached: the section <c>Caching:Redis</c>.</summary>
public sealed partial record RedisConfiguration : IValidatableObject
{
    /// <summary>Endpoints and options as StackExchange.Redis reads them; empty for no Redis: the cache then lives in memory only.</summary>
    public string ConnectionString { get; set; } = "";
    /// <summary>The first part of every key.</summary>
    [Required(ErrorMessage = Word), RegularExpression("[A-Za-z0-9_.-]{1,32}", ErrorMessage = Word)]
    public string InstanceName { get; set; } = "aikernel_";
    /// <summary>Milliseconds for a connection to be made; to a node of a cluster at most a second.</summary>
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
    /// <summary>
    /// Sentinels and service name, <c>host:port,host:port,serviceName=…</c>; used in place of the endpoints. Sentinels are told
    /// the user and password of the connection string, unless these stand here, too; <c>password=</c> with nothing behind it is none.
    /// </summary>
    public string? SentinelConfiguration { get; set; }
    /// <summary>Whether the connection is encrypted.</summary>
    public bool UseSsl { get; set; }
    /// <summary>The name that the server's certificate must carry, where it differs from the host.</summary>
    public string? SslHost { get; set; }
    /// <summary>A PEM file of the authorities that may have signed the server's certificate, in place of the system's.</summary>
    public string? SslAuthorityFile { get; set; }
    /// <summary>A PEM file of the certificate that is shown to a server that asks for one.</summary>
    public string? SslCertificateFile { get; set; }
    /// <summary>A PEM file of the key to <see cref="SslCertificateFile"/>, if it is not in there, too.</summary>
    public string? SslKeyFile { get; set; }

    /// <summary>The password, where the connection string is not to hold it; in place of the one that it may hold.</summary>
    [DataType(DataType.Password)]
    public string? Password { get; set; }
    /// <summary>Whether it is a cluster, which one endpoint does not tell: reconnecting then follows the pace for clusters.</summary>
    public bool Cluster { get; set; }

    /// <summary>What the client is given. With Sentinels its endpoints are theirs.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public ConfigurationOptions ToClientOptions() => ToClientOptions(static _ => { });

    /// <summary>The same; <paramref name="refused"/> hears why a server's certificate was not believed.</summary>
    internal ConfigurationOptions ToClientOptions(Action<string> refused)
    {
        var options = ConfigurationOptions.Parse(ConnectionString);
        if (!string.IsNullOrEmpty(SentinelConfiguration))
        {
            var sentinel = ConfigurationOptions.Parse(SentinelConfiguration);
            options.EndPoints.Clear();
            foreach (var endpoint in sentinel.EndPoints) options.EndPoints.Add(endpoint);
            options.ServiceName = sentinel.ServiceName;
            if (string.IsNullOrEmpty(options.ServiceName)) throw new ArgumentException("The Sentinels' service name is missing.");
        }
        (options.ConnectTimeout, options.SyncTimeout, options.AsyncTimeout, options.ConnectRetry) = (ConnectTimeout, SyncTimeout, SyncTimeout, ConnectRetry);
        options.AbortOnConnectFail = AbortOnConnectFail;
        if (!string.IsNullOrEmpty(Password)) options.Password = Password;
        if (UseSsl) options.Ssl = true;
        if (!string.IsNullOrEmpty(SslHost)) options.SslHost = SslHost;
        if (options.Ssl) options.SslClientAuthenticationOptions = new TransportSecurity(SslAuthorityFile, SslCertificateFile, SslKeyFile, refused).For;
        // A command that cannot be sent now is a miss now; nobody waits for a reconnect.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = (Cluster || options.EndPoints.Count > 1) && string.IsNullOrEmpty(options.ServiceName) ? ReconnectDelays.OfCluster : ReconnectDelays.OfOneServer;
        // So long a client of a cluster waits for each node that is silent, before it takes note of who has taken its place.
        if (options.ReconnectRetryPolicy == ReconnectDelays.OfCluster) options.ConnectTimeout = Math.Min(ConnectTimeout, LongestClusterConnect);
        options.HeartbeatInterval = ReconnectDelays.Heartbeat;
        options.KeepAlive = KeepAliveSeconds;
        options.ConfigCheckSeconds = RoleCheckSeconds;
        // The client would ask for settings that it can do without, and that a user of Redis is rarely allowed to see.
        if (!ConnectionString.Contains('$', StringComparison.Ordinal)) options.CommandMap = CommandMap.Create(["CONFIG"], available: false);
        // What other programs on the same server say about their masters is not for us, and costs a read each connection.
        (options.TieBreaker, options.ConfigurationChannel) = ("", "");
        options.IncludeDetailInExceptions = false;
        options.ClientName = "aikernel";
        return options;
    }

    /// <summary>Nothing: a password must not reach a log.</summary>
    public override string ToString() => nameof(RedisConfiguration);

    /// <summary>Whether it is said where a Redis is.</summary>
    public bool IsTold() => !string.IsNullOrWhiteSpace(ConnectionString) || !string.IsNullOrWhiteSpace(SentinelConfiguration);

    /// <summary>What is wrong beyond each setting for itself. Never repeats a connection string: it may hold a password.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsTold() && !IsReadable())
            yield return new($"or {nameof(SentinelConfiguration)} cannot be read; expected host:port,option=value,… .", [nameof(ConnectionString)]);
        foreach (var fault in FindTlsFaults()) yield return fault;
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
    private const int LongestClusterConnect = 1000;
    private const int KeepAliveSeconds = 30;
    private const int RoleCheckSeconds = 1;
}
