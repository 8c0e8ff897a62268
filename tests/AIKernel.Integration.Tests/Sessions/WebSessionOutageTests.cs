using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>A node while the Redis that holds state is away.</summary>
public sealed class WebSessionOutageTests(StateServers servers) : IClassFixture<StateServers>
{
    [Fact]
    public async Task Who_is_logged_in_cannot_be_told_which_is_503_and_the_catalog_goes_on_and_nobody_is_logged_out_by_it()
    {
        await using var node = await servers.StartNodeAsync(("State:Redis:SyncTimeout", "500"));
        var browser = new Browser(node.Api);
        await browser.ReadAsync("/test/login?value=ann");
        await browser.ReadAsync("/test/put?value=x");
        var cookies = new Dictionary<string, string>(browser.Cookies);
        servers.State.Pause();
        try
        {
            // The client gives a silent server up after its own timeout; a refused one at once.
            await AssertUnavailableAsync(browser, "/test/me");
            await AssertUnavailableAsync(browser, "/test/get");
            Assert.Equal(200, (await node.Api.GetAsync("/api/v1/resources")).Status);
            Assert.Equal(200, (await node.Api.GetAsync("/health/ready")).Status);
        }
        finally
        {
            servers.State.Resume();
        }
        await Eventually.HoldsAsync(async () => (await browser.GetAsync("/test/me")).Text == "ann catalog:read", "sessions can be read again");
        Assert.Equal(cookies, browser.Cookies);
    }

    [Fact]
    public async Task A_Redis_that_became_a_replica_is_left_for_whoever_is_master_and_everything_built_on_the_old_client_goes_on()
    {
        await using var redis = await StateServers.StartRedisAsync("maxmemory-policy noeviction");
        await using var node = await servers.StartNodeAsync(("State:Redis:ConnectionString", redis.ConnectionString), ("RateLimits:Enabled", "true"));
        var browser = new Browser(node.Api);
        await browser.ReadAsync("/test/put?value=before");
        await using var looker = await StateServers.ConnectAsync(redis);
        var server = looker.GetServers()[0];
        var before = await ClientsAsync(server);
        Assert.NotEmpty(before);

        await server.ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
        await Eventually.HoldsAsync(async () =>
        {
            Assert.Equal(503, (await new Browser(node.Api).GetAsync("/test/login?value=ann")).Status);
            return !(await ClientsAsync(server)).Overlaps(before);
        }, "the node has looked for a new master");
        await server.ExecuteAsync("REPLICAOF", "NO", "ONE");

        await Eventually.HoldsAsync(async () => (await browser.GetAsync("/test/login?value=ann")).Status == 200, "sessions can be begun again");
        // The last of the refusals may still replace the client once, under a request.
        await Eventually.HoldsAsync(async () => (await browser.GetAsync("/test/me")).Text == "ann catalog:read", "who signed in is known");
        await Eventually.HoldsAsync(async () => (await browser.GetAsync("/test/get")).Text == "before", "the session's values are there");
        await Eventually.HoldsAsync(async () =>
        {
            await browser.GetAsync("/test/put?value=after");
            return (await browser.GetAsync("/test/get")).Text == "after";
        }, "the session can be written");
    }

    /// <summary>The connections that nodes have now.</summary>
    private static async Task<HashSet<long>> ClientsAsync(StackExchange.Redis.IServer server) =>
        [.. (await server.ClientListAsync()).Where(static client => client.Name == "aikernel").Select(static client => client.Id)];

    private static async Task AssertUnavailableAsync(Browser browser, string path)
    {
        var reply = await browser.GetAsync(path);
        Assert.Equal((503, "sessions-unavailable"), (reply.Status, reply.Code));
        Assert.Equal("2", reply.Header("Retry-After"));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.Null(reply.Header("Set-Cookie"));
        Assert.DoesNotContain("127.0.0.1", reply.Text, StringComparison.Ordinal);
    }
}
