using System.Net;
using System.Net.Sockets;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AIKernel.Integration.Tests.Http;

/// <summary>Start, outage, and end of the process, on a database server of its own.</summary>
public sealed class LifecycleTests(LifecycleTests.OwnServer server) : IClassFixture<LifecycleTests.OwnServer>
{
    private PostgresServer Postgres => server.Postgres;

    [Fact]
    public async Task A_host_without_its_database_is_alive_and_serves_when_the_database_comes()
    {
        await Postgres.StopAsync();
        await using var host = new CatalogHost(Postgres.ConnectionString);
        Assert.Equal("""{"status":"healthy","durationMs":0,"checks":[]}""", (await host.Api.GetAsync("/health/live")).Text);
        Assert.Equal(503, (await host.Api.GetAsync("/health/ready")).Status);
        Assert.Equal(503, (await host.Api.GetAsync("/health/startup")).Status);
        Assert.Equal(200, (await host.Api.GetAsync("/metrics")).Status);
        var refused = await host.Api.GetAsync("/api/v1/resources");
        Assert.Equal((503, "starting"), (refused.Status, refused.Code));
        Assert.Equal("2", refused.Header("Retry-After"));

        await Postgres.StartAgainAsync();
        await host.ReadyAsync();
        Assert.Equal(200, (await host.Api.GetAsync("/health/startup")).Status);
        await host.Api.CreateAsync();
    }

    [Fact]
    public async Task While_the_database_is_away_every_route_says_so_and_none_fails()
    {
        await using var host = await new CatalogHost(Postgres.ConnectionString).ReadyAsync();
        var seed = await Seed.PlantAsync(host.Api);
        var before = await host.Api.GetAsync($"/api/v1/resources/{seed.One}");
        await Postgres.StopAsync();
        foreach (var request in ContractRequests.Good(seed))
        {
            var reply = await UntilUnavailableAsync(host.Api, request);
            Assert.Equal((503, "unavailable"), (reply.Status, reply.Code));
            Assert.Equal("application/problem+json", reply.Header("Content-Type"));
            Assert.Equal("2", reply.Header("Retry-After"));
            Assert.DoesNotContain("Npgsql", reply.Text, StringComparison.Ordinal);
        }
        Assert.Equal(200, (await host.Api.GetAsync("/health/live")).Status);
        Assert.Equal(200, (await host.Api.GetAsync("/health/startup")).Status);
        var ready = await host.Api.GetAsync("/health/ready");
        Assert.Equal(503, ready.Status);
        Assert.Equal(503, (await host.Api.GetAsync("/health")).Status);
        Assert.Equal("no-store", ready.Header("Cache-Control"));

        await Postgres.StartAgainAsync();
        await host.ReadyAsync();
        Assert.Equal(before.Text, (await host.Api.GetAsync($"/api/v1/resources/{seed.One}")).Text);
        await host.Api.CreateAsync();
    }

    [Fact]
    public async Task A_database_that_hangs_is_told_within_the_probes_patience()
    {
        await using var host = await new CatalogHost(Postgres.ConnectionString).ReadyAsync();
        Postgres.Pause();
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            Assert.Equal(503, (await host.Api.GetAsync("/health/ready")).Status);
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
            Assert.Equal(200, (await host.Api.GetAsync("/health/live")).Status);
        }
        finally
        {
            Postgres.Resume();
        }
        await host.ReadyAsync();
    }

    [Theory]
    [InlineData("", "ConnectionStrings:Catalog is not set.")]
    [InlineData("Host=x;Port=nine;Password=hush", "ConnectionStrings:Catalog is not a PostgreSQL connection string")]
    [InlineData("Password=hush", "ConnectionStrings:Catalog is not a PostgreSQL connection string")]
    public async Task Without_a_usable_connection_string_the_process_ends_with_a_sentence(string connectionString, string sentence)
    {
        using var process = ApiProcess.Start(("ConnectionStrings__Catalog", connectionString));
        Assert.Equal(1, await process.ExitAsync());
        var errors = await process.Errors;
        Assert.StartsWith(sentence, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("hush", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_told_to_stop_ends_well()
    {
        var address = $"http://127.0.0.1:{NodeFixture.FreePort()}";
        using var process = ApiProcess.Start(
            ("ConnectionStrings__Catalog", Postgres.ConnectionString), ("ASPNETCORE_URLS", address), ("Hosting__Drain", "00:00:01"));
        using var api = new ApiClient(new Uri(address));
        await Eventually.HoldsAsync(() => AnswersAsync(api), "the process is ready");
        await api.CreateAsync();
        process.Terminate();
        Assert.Equal(0, await process.ExitAsync());
        var output = await process.Output;
        Assert.Contains("not ready from now on", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"LogLevel\":\"Error\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_told_to_stop_while_it_waits_for_its_database_ends_well()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var process = ApiProcess.Start(
            ("ConnectionStrings__Catalog", $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Database=x;Username=x;Password=x"),
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{NodeFixture.FreePort()}"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        // The first attempt of the start; it lasts for seconds.
        using var waiting = await silent.AcceptTcpClientAsync(patience.Token);
        process.Terminate();
        var exitCode = await process.ExitAsync();
        Assert.Equal(("", 0), (await process.Errors, exitCode));
    }

    [Fact]
    public async Task A_stopping_node_is_not_ready_and_serves_until_its_drain_is_over()
    {
        var time = new HeldTime();
        var drain = new DrainService(Options.Create(new DrainOptions { Drain = TimeSpan.FromSeconds(30) }), time, NullLogger<DrainService>.Instance);
        Assert.Equal(HealthStatus.Healthy, (await drain.CheckHealthAsync(new())).Status);
        var stopping = drain.StoppingAsync(CancellationToken.None);
        Assert.Equal(HealthStatus.Unhealthy, (await drain.CheckHealthAsync(new())).Status);
        Assert.False(stopping.IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(30), time.Fire());
        await stopping;
    }

    /// <summary>What the node may still vouch for it may still serve; that ends by itself.</summary>
    private static async Task<Reply> UntilUnavailableAsync(ApiClient api, ContractRequest request)
    {
        if (request.Method != "GET") return await request.SendAsync(api, ("If-Match", "*"));
        Reply? reply = null;
        await Eventually.HoldsAsync(async () => (reply = await request.SendAsync(api)).Status != 200, $"{request.Path} is no longer served");
        return reply!;
    }

    private static async Task<bool> AnswersAsync(ApiClient api)
    {
        try
        {
            return (await api.GetAsync("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Every test leaves it running.</summary>
    public sealed class OwnServer : IAsyncLifetime
    {
        public PostgresServer Postgres { get; private set; } = null!;

        public async Task InitializeAsync() => Postgres = await PostgresServer.StartTemporaryAsync();

        public async Task DisposeAsync() => await Postgres.DisposeAsync();
    }
}
