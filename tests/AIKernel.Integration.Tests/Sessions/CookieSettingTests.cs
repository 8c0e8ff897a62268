using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>What the settings make of cookies and of the host.</summary>
public sealed class CookieSettingTests(StateServers servers) : IClassFixture<StateServers>
{
    [Fact]
    public async Task Where_the_cookie_is_not_essential_only_those_who_consent_get_one()
    {
        await using var node = await servers.StartNodeAsync(("State:Sessions:IsEssential", "false"));
        var browser = new Browser(node.Api);
        await browser.ReadAsync("/test/put?value=x");
        await browser.ReadAsync("/test/login?value=x");
        Assert.Empty(browser.Cookies);

        browser.Cookies[".AspNet.Consent"] = "yes";
        await browser.ReadAsync("/test/put?value=x");
        await browser.ReadAsync("/test/login?value=x");
        Assert.Equal([".AspNet.Consent", "aikernel_session", "aikernel_session_login"], browser.Cookies.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("x", await browser.ReadAsync("/test/get"));
    }

    [Theory]
    [InlineData("Development", false)]
    [InlineData("Staging", true)]
    public async Task In_Development_alone_a_browser_on_this_machine_gets_cookies_over_an_open_wire(string environment, bool secure)
    {
        await using var node = await servers.StartNodeAsync(("environment", environment));
        var browser = new Browser(node.Api);
        foreach (var path in new[] { "/test/put?value=x", "/test/login?value=x" })
        {
            await browser.ReadAsync(path);
            Assert.Equal(secure, browser.LastCookie.Contains("; secure", StringComparison.Ordinal));
            Assert.Contains("httponly", browser.LastCookie, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Name_and_SameSite_are_as_configured()
    {
        await using var node = await servers.StartNodeAsync(("State:Sessions:CookieName", "sid"), ("State:Sessions:SameSite", "Lax"));
        var browser = new Browser(node.Api);
        await browser.ReadAsync("/test/login?value=x");
        Assert.StartsWith("sid_login=", browser.LastCookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", browser.LastCookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_sessions_has_none_and_needs_no_key()
    {
        await using var node = await servers.StartNodeAsync(("State:Sessions:Enabled", "false"), ("State:DataProtection:Key", ""));
        Assert.Null(node.Services.GetService(typeof(AIKernel.Caching.Redis.Sessions.ISessionService)));
        Assert.Equal(404, (await node.Api.GetAsync("/session")).Status);
    }
}
