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
        var cookies = new Dictionary<string, string>(browser.Cookies);
        servers.State.Pause();
        try
        {
            // The client gives a silent server up after its own timeout; a refused one at once.
            await AssertUnavailableAsync(browser);
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

    private static async Task AssertUnavailableAsync(Browser browser)
    {
        var reply = await browser.GetAsync("/test/me");
        Assert.Equal((503, "sessions-unavailable"), (reply.Status, reply.Code));
        Assert.Equal("2", reply.Header("Retry-After"));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.Null(reply.Header("Set-Cookie"));
        Assert.DoesNotContain("127.0.0.1", reply.Text, StringComparison.Ordinal);
    }
}
