using AIKernel.Integration.Tests.Http.Harness;
using Npgsql;

namespace AIKernel.Integration.Tests.Nodes;

/// <summary>A node is killed while it loads what others wait for.</summary>
public sealed class LeaseHolderTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task When_the_process_that_holds_a_lease_is_killed_another_node_loads_within_the_lease()
    {
        await nodes.First.Api.CreateAsync();
        var address = new Uri($"http://127.0.0.1:{PortOf()}");
        var process = ApiProcess.Start(
            ("ConnectionStrings__Catalog", nodes.Postgres.ConnectionString), ("Caching__Redis__ConnectionString", nodes.Redis.ConnectionString),
            ("Caching__SharedTier__LeaseMilliseconds", "5000"), ("ASPNETCORE_URLS", address.ToString()));
        try
        {
            await KilledAsync(address, Kill);
        }
        finally
        {
            Kill();
        }

        void Kill()
        {
            process?.Dispose(); // SIGKILL
            process = null;
        }
    }

    private async Task KilledAsync(Uri address, Action kill)
    {
        using var holder = new ApiClient(address);
        await Eventually.HoldsAsync(() => IsReadyAsync(holder), "the process is ready");
        await using var redis = await nodes.ConnectAsync();
        var server = redis.GetServers()[0];
        const string Path = "/api/v1/resources?kind=model&limit=7";

        Task<Exception> lost;
        Task<Reply> waiting;
        await using (var locking = NpgsqlDataSource.Create(nodes.Postgres.ConnectionString))
        await using (var connection = await locking.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand("lock table catalog.resources in access exclusive mode", connection, transaction);
            await command.ExecuteNonQueryAsync();
            lost = Record.ExceptionAsync(() => holder.GetAsync(Path));
            await Eventually.HoldsAsync(() => Task.FromResult(server.Keys(pattern: "*:lease:*").Any()), "the process holds the lease");
            kill();
            waiting = nodes.First.Api.GetAsync(Path);
            Assert.NotNull(await lost);
            Assert.NotEmpty(server.Keys(pattern: "*:lease:*"));
        }

        var answer = await waiting;
        Assert.Equal((200, "aikernel; fwd=miss"), (answer.Status, answer.Header("Cache-Status")));
        Assert.Equal("aikernel; hit; detail=redis", (await nodes.Second.Api.GetAsync(Path)).Header("Cache-Status"));
        Assert.Empty(server.Keys(pattern: "*:lease:*"));
    }

    private static async Task<bool> IsReadyAsync(ApiClient client)
    {
        try
        {
            return (await client.GetAsync("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    private static int PortOf()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
