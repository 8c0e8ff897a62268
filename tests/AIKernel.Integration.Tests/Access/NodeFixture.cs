using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Npgsql;

namespace AIKernel.Integration.Tests.Access;

/// <summary>
/// A node as it runs in production, a process of its own: one port for the catalog, one for operators, one with TLS; every
/// log category as talkative as it gets.
/// </summary>
public sealed class NodeFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aikernel-access-").FullName;
    private ApiProcess? _process;

    internal ApiProcess Process => _process!;
    internal int Port { get; } = FreePort();
    internal int OperatorPort { get; } = FreePort();
    internal int TlsPort { get; } = FreePort();
    internal string CertificateHash { get; private set; } = "";
    internal string Database { get; private set; } = "";
    internal ApiClient Api { get; private set; } = null!;
    internal ApiClient Operators { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await HttpFixture.CreateDatabaseAsync();
        _process = ApiProcess.Start([
            .. new[] { "Default", "Microsoft", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Database.Command", "Microsoft.Extensions.Diagnostics.HealthChecks", "Npgsql" }
                .Select(static category => ($"Logging__LogLevel__{category}", "Trace")),
            ("ConnectionStrings__Catalog", Database), ("Access__Writes", ""), ("Access__Operations", ""), ("Operations__Port", $"{OperatorPort}"),
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{Port};https://127.0.0.1:{TlsPort}"),
            ("Kestrel__Certificates__Default__Path", WriteCertificate()), ("Kestrel__Certificates__Default__Password", "test"),
        ]);
        (Api, Operators) = (new(new($"http://127.0.0.1:{Port}")), new(new($"http://127.0.0.1:{OperatorPort}")));
        await Eventually.HoldsAsync(IsReadyAsync, "the node is ready");
    }

    public Task DisposeAsync()
    {
        Api.Dispose();
        Operators.Dispose();
        Process.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    internal async Task<string> CreateKeyAsync(AccessScopes scopes)
    {
        await using var source = NpgsqlDataSource.Create(Database);
        var (text, id, hash) = ApiKey.Create();
        await new ApiKeyStore(source).AddAsync(new(id, "node-test", hash, scopes, TimeProvider.System.GetUtcNow(), null, null), CancellationToken.None);
        return text;
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(Process.HasEnded, "The node ended while starting.");
        try
        {
            return (await Api.GetAsync("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        CertificateHash = certificate.GetCertHashString();
        var path = Path.Combine(_folder, "node.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "test"));
        return path;
    }
}
