using System.Text;
using AIKernel.Caching.Redis.Sessions;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>Two nodes with sessions over HTTP, a Redis for the cache and one for state.</summary>
public abstract class WebSessionContract(Topology? state) : IAsyncLifetime
{
    private readonly StateServers _servers = new(state);
    private CatalogHost _first = null!, _second = null!;

    // Both at once and with no ring yet: the first to need a key makes one, and the other must find it.
    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        (_first, _second) = (await _servers.StartNodeAsync(), await _servers.StartNodeAsync());
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task Who_signed_in_on_one_node_is_known_on_the_other()
    {
        var browser = new Browser(_first.Api);
        Assert.Equal("nobody", await browser.ReadAsync("/test/me"));
        await browser.ReadAsync("/test/login?value=ann");

        Assert.Equal("ann catalog:read", await browser.ReadAsync("/test/me"));
        Assert.Equal("ann catalog:read", await browser.At(_second.Api).ReadAsync("/test/me"));
        Assert.Equal("nobody", await new Browser(_second.Api).ReadAsync("/test/me"));
    }

    [Fact]
    public async Task A_session_ended_on_one_node_is_ended_on_the_other_whatever_cookies_there_are()
    {
        var (first, second) = (new Browser(_first.Api), new Browser(_second.Api));
        await first.ReadAsync("/test/login?value=bob");
        await second.ReadAsync("/test/login?value=bob");
        var kept = new Browser(_second.Api) { Cookies = new(first.Cookies) };

        await first.ReadAsync("/test/logout");
        Assert.Equal("nobody", await kept.ReadAsync("/test/me"));
        Assert.Equal("bob catalog:read", await second.At(_first.Api).ReadAsync("/test/me"));

        // Everywhere.
        await new Browser(_first.Api).ReadAsync("/test/login?value=bob");
        Assert.Equal(2, await _first.Services.GetRequiredService<ISessionService>().EndAllAsync("bob"));
        Assert.Equal("nobody", await second.ReadAsync("/test/me"));
    }

    [Fact]
    public async Task Flushing_the_cache_s_Redis_logs_nobody_out()
    {
        var browser = new Browser(_first.Api);
        await browser.ReadAsync("/test/login?value=eve");
        await browser.ReadAsync("/test/put?value=kept");
        await using var cache = await StateServers.ConnectAsync(_servers.Cache);
        // An answer is kept only when Redis takes it in time and no transaction is under way: not every one, but soon one.
        do await _first.Api.GetAsync($"/api/v1/resources/{(await _first.Api.CreateAsync()).Id}");
        while (await cache.GetServers()[0].DatabaseSizeAsync() == 0);

        await cache.GetServers()[0].FlushAllDatabasesAsync();

        foreach (var node in new[] { _first, _second })
        {
            Assert.Equal("eve catalog:read", await browser.At(node.Api).ReadAsync("/test/me"));
            Assert.Equal("kept", await browser.At(node.Api).ReadAsync("/test/get"));
        }
        // Nor does a node that starts after it.
        await using var third = await _servers.StartNodeAsync();
        Assert.Equal("eve catalog:read", await browser.At(third.Api).ReadAsync("/test/me"));
    }

    [Fact]
    public async Task The_values_of_a_session_are_the_same_on_both_nodes()
    {
        var browser = new Browser(_first.Api);
        await browser.ReadAsync("/test/put?value=one");
        Assert.Equal("one", await browser.At(_second.Api).ReadAsync("/test/get"));
        await browser.At(_second.Api).ReadAsync("/test/put?value=two");
        Assert.Equal("two", await browser.ReadAsync("/test/get"));
        Assert.Equal("nothing", await new Browser(_first.Api).ReadAsync("/test/get"));
    }

    [Theory]
    [InlineData("/test/put?value=x", "aikernel_session")]
    [InlineData("/test/login?value=x", "aikernel_session_login")]
    public async Task Cookies_are_not_for_scripts_other_sites_or_open_wires(string path, string name)
    {
        var browser = new Browser(_first.Api);
        await browser.GetAsync(path);
        var parts = browser.LastCookie.Split("; ");
        Assert.StartsWith(name + "=", parts[0], StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=strict", "secure"], parts[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cookie_tells_nothing_and_a_changed_one_is_nobody_s()
    {
        var browser = new Browser(_first.Api);
        await browser.ReadAsync("/test/login?value=carol");
        var (name, value) = browser.Cookies.Single();
        var id = (await _first.Services.GetRequiredService<ISessionService>().ListAsync("carol")).Single().Id;

        Assert.DoesNotContain(id[5..], value, StringComparison.Ordinal);
        foreach (var forged in new[] { value[..^1] + (value[^1] == 'A' ? 'B' : 'A'), value[..40], id, "x", Convert.ToBase64String(Encoding.UTF8.GetBytes(id)) })
        {
            var other = new Browser(_second.Api) { Cookies = { [name] = forged } };
            Assert.Equal("nobody", await other.ReadAsync("/test/me"));
        }
    }

    [Fact]
    public async Task What_Redis_holds_of_a_login_is_not_readable_and_everything_but_the_ring_has_a_lifetime()
    {
        var browser = new Browser(_first.Api);
        await browser.ReadAsync("/test/login?value=dave");
        await browser.ReadAsync("/test/put?value=x");
        await using var redis = await _servers.StateForm.ConnectAsync();
        var database = redis.GetDatabase();
        var keys = redis.Keys("*");

        Assert.All(keys, static key => Assert.Matches("^aikernel_:(session:|sessions-of:|web-session:|data-protection-keys$|\\{keyed:)", key));
        foreach (var key in keys.Where(static key => key != "aikernel_:data-protection-keys")) Assert.NotNull(await database.KeyTimeToLiveAsync(key));
        foreach (var key in keys.Where(static key => key.StartsWith("aikernel_:session:", StringComparison.Ordinal)))
            Assert.DoesNotContain("catalog:read", Encoding.Latin1.GetString((byte[])(await database.HashGetAsync(key, "data"))!), StringComparison.Ordinal);
        // Neither cache nor state is where the other should be.
        await using var cache = await StateServers.ConnectAsync(_servers.Cache);
        Assert.Empty(cache.GetServers()[0].Keys(pattern: "*session*"));
    }

    [Fact]
    public async Task Activity_extends_the_session_but_not_with_every_request()
    {
        var browser = new Browser(_first.Api);
        await browser.ReadAsync("/test/login?value=fred");
        var sessions = _first.Services.GetRequiredService<ISessionService>();
        var session = (await sessions.ListAsync("fred")).Single();
        await browser.ReadAsync("/test/me");
        Assert.Equal(session.ExpiresAt, (await sessions.GetAsync(session.Id))!.ExpiresAt);

        await using var redis = await _servers.StateForm.ConnectAsync();
        await redis.GetDatabase().KeyExpireAsync($"aikernel_:session:{session.Id}", TimeSpan.FromHours(1));
        await browser.ReadAsync("/test/me");
        Assert.True((await sessions.GetAsync(session.Id))!.ExpiresAt >= session.ExpiresAt);
    }

    [Fact]
    public async Task Who_may_not_enter_is_told_so_and_sent_nowhere()
    {
        var reply = await _first.Api.GetAsync("/test/closed");
        Assert.Equal((401, null), (reply.Status, reply.Header("Location")));
        Assert.Equal("application/problem+json", reply.Header("Content-Type"));
    }

    [Fact]
    public async Task The_catalog_sets_no_cookie()
    {
        var reply = await _first.Api.GetAsync("/api/v1/resources");
        Assert.Equal((200, null), (reply.Status, reply.Header("Set-Cookie")));
    }
}

public sealed class WebSessionTests() : WebSessionContract(null);

[Collection(WatchedServers.Collection)]
public sealed class WebSessionsBehindSentinelsTests(WatchedServers servers) : WebSessionContract(servers);

[Collection(ClusterNodes.Collection)]
public sealed class WebSessionsOnAClusterTests(ClusterNodes servers) : WebSessionContract(servers);
