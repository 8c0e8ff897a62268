using System.Net;
using System.Net.Sockets;
using AIKernel.Catalog.Api.Operations;
using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.Configuration;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>The operators' port, however the public ones are told; real processes.</summary>
[Collection(OperatorCollection.Name)]
public sealed class OperatorPortTests(OperatorNodes nodes)
{
    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:{0}")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "{0}")]
    [InlineData("Kestrel__Endpoints__Web__Url", "http://127.0.0.1:{0}")]
    public async Task It_is_opened_beside_the_others_and_each_answers_its_own(string setting, string value)
    {
        var (port, operators) = (NodeFixture.FreePort(), NodeFixture.FreePort());
        using var process = await StartAsync((setting, string.Format(null, value, port)), ("Operations__Port", $"{operators}"));
        using ApiClient publicly = new(new($"http://127.0.0.1:{port}")), privately = new(new($"http://127.0.0.1:{operators}"));
        await Eventually.HoldsAsync(() => Ended(process) ?? privately.IsReadyAsync(), "the node is ready");
        foreach (var (path, here, there) in new[] { ("/api/v1/resources", 200, 404), ("/metrics", 404, 200), ("/stats", 404, 200), ("/health", 404, 200), ("/health/ready", 200, 200), ("/openapi/v1.json", 200, 404) })
            Assert.Equal((path, here, there), (path, (await publicly.GetAsync(path)).Status, (await privately.GetAsync(path)).Status));
        process.Terminate();
        Assert.Equal(0, await process.ExitAsync());
    }

    [Fact]
    public async Task It_is_loopback_unless_an_address_is_told()
    {
        var (port, operators) = (NodeFixture.FreePort(), NodeFixture.FreePort());
        using var process = await StartAsync(("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("Operations__Port", $"{operators}"), ("Operations__Address", "127.0.0.2"));
        using ApiClient told = new(new($"http://127.0.0.2:{operators}")), usual = new(new($"http://127.0.0.1:{operators}"));
        await Eventually.HoldsAsync(() => Ended(process) ?? told.IsReadyAsync(), "the node is ready");
        await Assert.ThrowsAsync<HttpRequestException>(() => usual.GetAsync("/health/live"));
    }

    [Theory]
    [InlineData(true, "Operations:Port is {0}, but another program listens there already.")]
    [InlineData(false, "Another program listens already where the catalog should. Failed to bind to address http://127.0.0.1:{0}: address already in use.")]
    public async Task A_port_that_another_program_has_is_named_and_the_process_ends(bool isOperators, string sentence)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var (port, operators) = isOperators ? (NodeFixture.FreePort(), taken) : (taken, NodeFixture.FreePort());
        using var process = await StartAsync(("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("Operations__Port", $"{operators}"));
        Assert.Equal(1, await process.ExitAsync());
        Assert.Equal(string.Format(null, sentence, taken), (await process.Errors).Trim());
    }

    [Theory]
    [InlineData("urls", "http://127.0.0.1:8111;https://*:9222", 9222)]
    [InlineData("http_ports", "8111;9222", 8111)]
    [InlineData("https_ports", "9222", 9222)]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://[::1]:9222", 9222)]
    [InlineData("Logging:Console", "no address at all", 8080)]
    public void The_public_port_cannot_be_the_operators_port_too(string setting, string value, int port) =>
        Assert.Equal([$"Operations:Port is {port}, where the catalog itself listens; operators need a port of their own."], FindFaults((setting, value), ("Operations:Port", $"{port}")));

    [Fact]
    public void Every_wrong_setting_is_named_at_once() => Assert.Equal(
        [
            "Operations:Address is 'everywhere'; expected an IP address, localhost, or * for all.",
            "Operations:Port is 8080, where the catalog itself listens; operators need a port of their own.",
        ], FindFaults(("Operations:Port", "8080"), ("Operations:Address", "everywhere")).Order(StringComparer.Ordinal));

    private static IEnumerable<string> FindFaults(params (string Path, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static one => KeyValuePair.Create(one.Path, (string?)one.Value))).Build();
        var options = configuration.GetSection(OperationsConfiguration.SectionName).Get<OperationsConfiguration>() ?? new();
        return new OperationsConfigurationValidator(configuration).Validate(null, options).Failures ?? [];
    }

    private async Task<ApiProcess> StartAsync(params (string, string)[] settings) => ApiProcess.Start([("ConnectionStrings__Catalog", await nodes.CreateDatabaseAsync()), .. settings]);

    private static Task<bool>? Ended(ApiProcess process) => process.HasEnded ? throw new InvalidOperationException("The node ended while starting.") : null;
}
