using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Access;

/// <summary>What a production node with a port for operators lets out, and what it never does.</summary>
public sealed class NodeTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    private const AccessScopes All = AccessScopes.CatalogRead | AccessScopes.CatalogWrite | AccessScopes.CacheAdmin;

    private static readonly string[] ForOperators = ["/health", "/health/cache", "/metrics", "/metrics/cache", "/stats", "/stats/redis", "/stats/top"];
    private static readonly string[] Probes = ["/health/live", "/health/ready", "/health/startup"];

    [Fact]
    public async Task Operators_are_answered_on_their_port_alone_and_the_catalog_on_the_other()
    {
        (string, string) key = ("Authorization", $"Bearer {await node.CreateKeyAsync(All)}");
        foreach (var path in ForOperators)
        {
            Assert.Equal((404, "unknown-route"), await AskAsync(node.Api, path, key));
            Assert.Equal((404, "unknown-route"), await AskAsync(node.Api, path));
            Assert.Equal((200, ""), await AskAsync(node.Operators, path, key));
            Assert.Equal((401, "unauthenticated"), await AskAsync(node.Operators, path));
        }
        Assert.Equal((200, ""), await AskAsync(node.Api, "/api/v1/resources"));
        Assert.Equal((404, "unknown-route"), await AskAsync(node.Operators, "/api/v1/resources", key));
        foreach (var probe in Probes)
        {
            var reply = await node.Api.GetAsync(probe);
            Assert.Equal("""{"status":"healthy","durationMs":0,"checks":[]}""", reply.Text);
            Assert.Equal(reply.Text, (await node.Operators.GetAsync(probe)).Text);
        }
    }

    [Fact]
    public async Task The_operators_port_can_be_opened_to_whoever_reaches_it()
    {
        var (port, operators) = (NodeFixture.FreePort(), NodeFixture.FreePort());
        using var process = ApiProcess.Start(
            ("ConnectionStrings__Catalog", node.Database), ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("Operations__Port", $"{operators}"),
            ("Access__Writes", "closed"), ("Access__Operations", "closed"), ("Access__OperatorPortOpen", "true"));
        using ApiClient publicly = new(new($"http://127.0.0.1:{port}")), privately = new(new($"http://127.0.0.1:{operators}"));
        await Eventually.HoldsAsync(() => publicly.IsReadyAsync(), "the node is ready");
        foreach (var path in ForOperators)
        {
            Assert.Equal((404, "unknown-route"), await AskAsync(publicly, path));
            Assert.Equal((200, ""), await AskAsync(privately, path));
        }
        Assert.Equal((404, "unknown-route"), await AskAsync(privately, "/api/v1/resources"));
        Assert.Equal(401, (await publicly.PostAsync("/api/v1/resources", Samples.Resource())).Status);
    }

    [Fact]
    public async Task Over_tls_browsers_are_told_to_stay_there()
    {
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == node.CertificateHash } });
        using var response = await client.GetAsync(new Uri($"https://127.0.0.1:{node.TlsPort}/health/live"));
        Assert.Equal("max-age=31536000", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task A_node_whose_access_is_misconfigured_ends_with_every_fault()
    {
        using var process = ApiProcess.Start(("ConnectionStrings__Catalog", node.Database), ("Access__Writes", "ajar"), ("Access__Cors__Origins__0", "nowhere"));
        Assert.Equal(1, await process.ExitAsync());
        var errors = await process.Errors;
        Assert.Contains("Access:Writes is 'ajar'", errors, StringComparison.Ordinal);
        Assert.Contains("Access:Cors:Origins:0 is 'nowhere'", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Code)> AskAsync(ApiClient api, string path, params (string, string)[] headers)
    {
        var reply = await api.GetAsync(path, headers);
        return (reply.Status, reply.Status == 200 ? "" : reply.Code);
    }
}
