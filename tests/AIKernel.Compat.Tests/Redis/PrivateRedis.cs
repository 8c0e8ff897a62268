using System.Net;
using System.Net.NetworkInformation;
using AIKernel.LocalServers;
using StackExchange.Redis;

namespace AIKernel.Compat.Tests.Redis;

/// <summary>A real server of the test's own that answers both in the clear and over TLS.</summary>
public sealed class PrivateRedis : IAsyncLifetime
{
    private readonly Certificates _certificates = new();
    private readonly int _tlsPort = FreePort();

    internal RedisServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RedisServer.StartAsync(new RedisServerOptions
    {
        Directory = Directory.CreateTempSubdirectory("compat-redis-").FullName,
        Ephemeral = true,
        Configuration =
        [
            $"tls-port {_tlsPort}",
            $"tls-cert-file {_certificates.ServerFile}",
            $"tls-key-file {_certificates.KeyFile}",
            $"tls-ca-cert-file {_certificates.AuthorityFile}",
            "tls-auth-clients no",
            "client-output-buffer-limit pubsub 0 0 0",
        ],
    });

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _certificates.Remove();
    }

    /// <summary>The port for one kind of wire.</summary>
    internal int PortOf(bool tls) => tls ? _tlsPort : Server.Port;

    /// <summary>Options for a client, through <paramref name="port"/> (a proxy) if one is given.</summary>
    internal ConfigurationOptions Options(bool tls = false, int protocol = 2, int? port = null)
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { IPAddress.Loopback, port ?? PortOf(tls) } },
            Password = Server.Password,
            Ssl = tls,
            SslHost = tls ? "localhost" : null,
            Protocol = protocol == 3 ? RedisProtocol.Resp3 : RedisProtocol.Resp2,
            ConnectTimeout = 20_000,
            SyncTimeout = 20_000,
            AsyncTimeout = 20_000,
            ReconnectRetryPolicy = new LinearRetry(50),
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            AllowAdmin = true,
        };
        if (tls) options.TrustIssuer(_certificates.Authority);
        return options;
    }

    internal Task<ConnectionMultiplexer> ConnectAsync(bool tls = false, int protocol = 2, int? port = null) =>
        ConnectionMultiplexer.ConnectAsync(Options(tls, protocol, port));

    /// <summary>
    /// A port below those given to outgoing connections: a client that tries again while the server is down could otherwise be
    /// given the server's own port and connect to itself.
    /// </summary>
    private static int FreePort()
    {
        var used = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        while (true)
        {
            var port = Random.Shared.Next(30_001, 32_700);
            if (!used.Contains(port)) return port;
        }
    }
}
