using AIKernel.Caching.Redis;
using AIKernel.Caching.Sharing;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Redis;
using AIKernel.LocalServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>Redis through TLS: who is not who he says he is gets nothing from us, and the catalog serves all the same.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Name = "redis.test";
    private const int CertificateRefused = 1105;

    private readonly TestAuthority _authority = new(), _other = new();
    private readonly LogEvents _log = new();

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("one server")]
    [InlineData("sentinel")]
    [InlineData("cluster")]
    public async Task With_the_right_authority_and_name_Redis_is_used(string form)
    {
        var tls = _authority.ForServer(Name);
        Topology servers = form switch
        {
            "one server" => new OneServer { Tls = tls },
            "sentinel" => new WatchedServers { Options = new() { Tls = tls } },
            _ => new ClusterNodes { Options = new() { Tls = tls } },
        };
        await servers.InitializeAsync();
        try
        {
            await using var node = await StartAsync(servers.Configuration with { SslAuthorityFile = _authority.Certificate });
            await UsesRedisAsync(node);
            Assert.Equal(0, _log.Count(CertificateRefused));
        }
        finally
        {
            await servers.DisposeAsync();
        }
    }

    [Fact]
    public async Task Of_an_unknown_authority_it_is_refused_with_a_line_in_the_log() =>
        await RefusedAsync(_other.ForServer(Name), configuration => configuration with { SslAuthorityFile = _authority.Certificate }, "it cannot be trusted: \\w+");

    [Fact]
    public async Task Of_an_authority_that_only_the_system_does_not_know_it_is_refused_too() =>
        await RefusedAsync(_authority.ForServer(Name), static configuration => configuration, "it cannot be trusted: \\w+");

    [Fact]
    public async Task For_another_name_it_is_refused_with_a_line_in_the_log() =>
        await RefusedAsync(_authority.ForServer("somebody.else"), configuration => configuration with { SslAuthorityFile = _authority.Certificate }, "it is not for the name redis\\.test");

    [Fact]
    public async Task Without_a_name_of_its_own_the_certificate_must_be_for_the_host()
    {
        await RefusedAsync(_authority.ForServer(Name), configuration => configuration with { SslAuthorityFile = _authority.Certificate, SslHost = null }, "it is not for the name 127\\.0\\.0\\.1");
    }

    [Fact]
    public async Task A_server_that_asks_for_a_certificate_is_shown_ours_and_sends_others_away()
    {
        await using var server = await ServerAsync(_authority.ForServer(Name, requireClientCertificate: true));
        var (certificate, key) = _authority.Sign("node.test");
        var with = ConfigurationOf(server) with { SslAuthorityFile = _authority.Certificate, SslCertificateFile = certificate, SslKeyFile = key };
        await using (var node = await StartAsync(with)) await UsesRedisAsync(node);

        await using var stranger = await StartAsync(with with { SslCertificateFile = null, SslKeyFile = null });
        await ServesWithoutRedisAsync(stranger);
    }

    [Fact]
    public async Task When_a_server_gets_a_certificate_that_can_be_believed_it_is_used_without_a_restart()
    {
        var wrong = await ServerAsync(_other.ForServer(Name));
        await using var node = await StartAsync(ConfigurationOf(wrong) with { SslAuthorityFile = _authority.Certificate });
        await using (wrong)
            await Eventually.HoldsAsync(() => Task.FromResult(_log.Count(CertificateRefused) == 1), "the certificate is refused");
        await using (await ServerAsync(_authority.ForServer(Name), wrong.Port))
            await UsesRedisAsync(node);
    }

    [Fact]
    public void What_is_wrong_with_the_files_is_said_before_the_start()
    {
        var (certificate, key) = _authority.Sign("node.test");
        var foreign = _other.Sign("node.test").KeyFile;
        Assert.Empty(Faults(new() { UseSsl = true, SslAuthorityFile = _authority.Certificate, SslCertificateFile = certificate, SslKeyFile = key }));
        Assert.Equal(["SslAuthorityFile", "SslCertificateFile"], Faults(new() { UseSsl = true, SslAuthorityFile = "/none", SslCertificateFile = "/none" }));
        Assert.Equal(["SslAuthorityFile"], Faults(new() { UseSsl = true, SslAuthorityFile = key }));
        Assert.Equal(["SslCertificateFile"], Faults(new() { UseSsl = true, SslCertificateFile = certificate, SslKeyFile = foreign }));
        Assert.Equal(["SslKeyFile"], Faults(new() { UseSsl = true, SslKeyFile = key }));
        Assert.Equal(["SslHost", "SslAuthorityFile"], Faults(new() { SslHost = Name, SslAuthorityFile = _authority.Certificate }));
    }

    private static IEnumerable<string> Faults(RedisConfiguration configuration) =>
        (configuration with { ConnectionString = "localhost" }).Validate(new(configuration)).SelectMany(static fault => fault.MemberNames);

    private async Task RefusedAsync(RedisTls tls, Func<RedisConfiguration, RedisConfiguration> configure, string reason)
    {
        await using var server = await ServerAsync(tls);
        await using var node = await StartAsync(configure(ConfigurationOf(server) with { SslHost = Name }));
        await Eventually.HoldsAsync(() => Task.FromResult(_log.Count(CertificateRefused) > 0), "the refusal is in the log");
        await ServesWithoutRedisAsync(node);
        Assert.Equal(1, _log.Count(CertificateRefused)); // however often it was tried since
        Assert.Matches(reason, Assert.Single(_log.Texts(CertificateRefused)));
    }

    private static async Task ServesWithoutRedisAsync(CatalogHost node)
    {
        for (var i = 0; i < 10; i++)
        {
            var path = $"/api/v1/resources/{(await node.Api.CreateAsync()).Id}";
            Assert.Equal(200, (await node.Api.GetAsync(path)).Status);
        }
        await Eventually.HoldsAsync(async () =>
        {
            await node.Api.GetAsync($"/api/v1/resources/{Guid.NewGuid()}");
            return node.Services.GetRequiredService<GuardedSharedTier>().State == SharedTierState.Open;
        }, "the circuit is open");
        Assert.Equal(200, (await node.Api.GetAsync("/health/ready")).Status);
    }

    private static Task UsesRedisAsync(CatalogHost node) => Eventually.HoldsAsync(
        async () => (await node.Services.GetRequiredService<GuardedSharedTier>().SetAsync("aikernel_:k", new byte[] { 1 }, TimeSpan.FromMinutes(1))).Answered, "the node writes to Redis");

    private static Task<RedisServer> ServerAsync(RedisTls tls, int? port = null) => RedisServer.StartAsync(new()
    {
        Directory = Directory.CreateTempSubdirectory("aikernel-tls-").FullName,
        Ephemeral = true,
        Password = "known",
        Port = port,
        Tls = tls,
    });

    private static RedisConfiguration ConfigurationOf(RedisServer server) => new() { ConnectionString = $"127.0.0.1:{server.Port},password={server.Password}", UseSsl = true, SslHost = Name };

    private async Task<CatalogHost> StartAsync(RedisConfiguration configuration)
    {
        var settings = new Dictionary<string, string>
        {
            ["Caching:Redis:ConnectionString"] = configuration.ConnectionString,
            ["Caching:Redis:SentinelConfiguration"] = configuration.SentinelConfiguration ?? "",
            ["Caching:Redis:UseSsl"] = "true",
        };
        foreach (var (name, value) in new[]
        {
            ("SslHost", configuration.UseSsl ? configuration.SslHost : Name), ("SslAuthorityFile", configuration.SslAuthorityFile),
            ("SslCertificateFile", configuration.SslCertificateFile), ("SslKeyFile", configuration.SslKeyFile),
        })
            if (value is not null) settings[$"Caching:Redis:{name}"] = value;
        return await new CatalogHost(await HttpFixture.CreateDatabaseAsync(), settings, services => services.AddSingleton<ILoggerProvider>(_log)).ReadyAsync();
    }
}
