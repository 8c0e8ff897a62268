using System.Text.Json;
using AIKernel.Caching.Redis.Sessions;
using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>Signing in with a key over HTTP, on two nodes of which nothing is open.</summary>
public sealed class SignInTests(StateServers servers) : IClassFixture<StateServers>, IAsyncLifetime
{
    private const string Closed = "/api/v1/resources";

    private CatalogHost _first = null!, _second = null!;

    public async Task InitializeAsync() => (_first, _second) = (await StartAsync(), await StartAsync());

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task A_key_shown_once_is_stood_for_by_a_cookie_on_every_node_with_the_key_s_scopes_and_no_others()
    {
        var browser = await SignInAsync(_first, AccessScopes.CatalogRead);
        foreach (var node in new[] { _first, _second })
        {
            Assert.Equal(200, (await browser.At(node.Api).GetAsync(Closed)).Status);
            var write = await node.Api.PostAsync(Closed, Samples.Resource(), ("Cookie", browser.Header));
            Assert.Equal((403, "forbidden"), (write.Status, write.Code));
            Assert.Equal(403, (await browser.At(node.Api).GetAsync("/metrics")).Status);
            Assert.Equal(401, (await node.Api.GetAsync(Closed)).Status);
        }
    }

    [Fact]
    public async Task A_session_says_whose_it_is_and_lists_the_others_without_their_ids()
    {
        var (first, second) = (await SignInAsync(_first, AccessScopes.CatalogRead | AccessScopes.CacheAdmin), await SignInAsync(_second, AccessScopes.CatalogRead));
        var reply = await first.GetAsync("/session");
        Assert.Equal((200, "no-store"), (reply.Status, reply.Header("Cache-Control")));
        Assert.Equal("test", reply.Json.GetProperty("user").GetString());
        Assert.Equal(["catalog:read", "cache:admin"], reply.Json.GetProperty("scopes").EnumerateArray().Select(static scope => scope.GetString()));
        Assert.Single(reply.Json.GetProperty("sessions").EnumerateArray(), static session => session.GetProperty("isThis").GetBoolean());
        Assert.True(reply.Json.GetProperty("sessions").GetArrayLength() >= 2);
        Assert.DoesNotContain("sess_", reply.Text, StringComparison.Ordinal);
        Assert.Equal(["catalog:read"], (await second.GetAsync("/session")).Json.GetProperty("scopes").EnumerateArray().Select(static scope => scope.GetString()));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_everywhere_and_takes_the_cookie_back()
    {
        var (browser, other) = (await SignInAsync(_first, AccessScopes.CatalogRead), await SignInAsync(_first, AccessScopes.CatalogRead));
        var kept = new Browser(_second.Api) { Cookies = new(browser.Cookies) };
        Assert.Equal(204, (await browser.SendAsync("DELETE", "/session")).Status);
        Assert.Empty(browser.Cookies);
        Assert.Equal(401, (await kept.GetAsync(Closed)).Status);
        Assert.Equal(200, (await other.At(_second.Api).GetAsync(Closed)).Status);
        // Once more changes nothing.
        Assert.Equal(204, (await kept.SendAsync("DELETE", "/session")).Status);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_session_of_the_user_on_both_nodes()
    {
        var browsers = new[] { await SignInAsync(_first, AccessScopes.CatalogRead), await SignInAsync(_second, AccessScopes.CatalogRead), await SignInAsync(_first, AccessScopes.CatalogRead) };
        var stranger = await SignInAsync(_first, AccessScopes.CatalogRead, "stranger");
        Assert.Equal(204, (await browsers[0].SendAsync("DELETE", "/session/all")).Status);
        foreach (var browser in browsers)
            foreach (var node in new[] { _first, _second }) Assert.Equal(401, (await browser.At(node.Api).GetAsync(Closed)).Status);
        Assert.Equal(200, (await stranger.At(_second.Api).GetAsync(Closed)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("aik_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("hush")]
    public async Task Without_a_valid_key_nobody_signs_in(string? key)
    {
        var reply = key is null ? await _first.Api.SendAsync("POST", "/session", null) : await _first.Api.SendAsync("POST", "/session", null, ("Authorization", $"Bearer {key}"));
        Assert.Equal((401, "unauthenticated", null), (reply.Status, reply.Code, reply.Header("Set-Cookie")));
        Assert.StartsWith("Bearer", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        foreach (var (method, path) in new[] { ("GET", "/session"), ("DELETE", "/session/all") }) Assert.Equal(401, (await _first.Api.SendAsync(method, path, null)).Status);
    }

    [Fact]
    public async Task A_session_cannot_beget_another()
    {
        var browser = await SignInAsync(_first, AccessScopes.CatalogRead);
        Assert.Equal(401, (await browser.SendAsync("POST", "/session")).Status);
    }

    [Fact]
    public async Task A_key_that_is_revoked_or_expires_ends_what_was_begun_with_it_on_both_nodes()
    {
        var (revoked, expiring) = (await KeyAsync(_first, AccessScopes.CatalogRead), await _first.CreateKeyAsync(AccessScopes.CatalogRead, expires: TimeProvider.System.GetUtcNow().AddSeconds(15)));
        var (first, second) = (await SignInAsync(_first, revoked), await SignInAsync(_first, expiring));
        foreach (var node in new[] { _first, _second }) Assert.Equal(200, (await first.At(node.Api).GetAsync(Closed)).Status);

        await _first.Services.GetRequiredService<ApiKeyStore>().RevokeAsync(ApiKey.IdOf(revoked)!, TimeProvider.System.GetUtcNow(), CancellationToken.None);

        foreach (var node in new[] { _first, _second })
        {
            await Eventually.HoldsAsync(async () => (await first.At(node.Api).GetAsync(Closed)).Status == 401, "the revoked key's session is over");
            await Eventually.HoldsAsync(async () => (await second.At(node.Api).GetAsync(Closed)).Status == 401, "the expired key's session is over");
        }
    }

    [Fact]
    public async Task Signing_in_anew_begins_a_session_of_its_own_whoever_s_cookie_comes_along()
    {
        var ann = await SignInAsync(_first, AccessScopes.CatalogRead, "ann");
        var sessions = _first.Services.GetRequiredService<ISessionService>();
        var before = (await sessions.ListAsync("key:ann")).Single().Id;
        var key = await KeyAsync(_first, AccessScopes.CatalogRead, "bob");
        var reply = await ann.SendAsync("POST", "/session", ("Authorization", $"Bearer {key}"));

        Assert.Equal(204, reply.Status);
        Assert.Equal("bob", (await ann.GetAsync("/session")).Json.GetProperty("user").GetString());
        Assert.NotEqual(before, (await sessions.ListAsync("key:bob")).Single().Id);
        Assert.Equal(before, (await sessions.ListAsync("key:ann")).Single().Id);
    }

    [Fact]
    public async Task A_cookie_whose_session_is_over_makes_its_bearer_nobody_and_not_a_wrongdoer()
    {
        await using var open = await StartAsync(("Access:Reads", "open"));
        var browser = await SignInAsync(open, AccessScopes.CatalogRead);
        await open.Services.GetRequiredService<ISessionService>().EndAllAsync("key:test");
        Assert.Equal(200, (await browser.GetAsync(Closed)).Status);
    }

    [Fact]
    public async Task Guessing_keys_is_limited()
    {
        await using var node = await StartAsync(("RateLimits:Enabled", "true"), ("RateLimits:PermitLimit", "2"), ("RateLimits:DeadlineMilliseconds", "2000"), ("State:Redis:InstanceName", "guess"));
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++) statuses.Add((await node.Api.SendAsync("POST", "/session", null, ("Authorization", "Bearer guess"))).Status);
        Assert.Equal([401, 401, 429, 429], statuses);
    }

    [Fact]
    public async Task The_contract_describes_the_routes_where_there_are_sessions_and_their_answers_have_its_shape()
    {
        var key = await KeyAsync(_first, AccessScopes.CatalogRead);
        var contract = (await _first.Api.GetAsync("/openapi/v1.json", ("X-Api-Key", key))).Json;
        var paths = contract.GetProperty("paths");
        Assert.Equal(["beginSession", "endSession", "readSession"], paths.GetProperty("/session").EnumerateObject().Select(static operation => operation.Value.GetProperty("operationId").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("endAllSessions", paths.GetProperty("/session/all").GetProperty("delete").GetProperty("operationId").GetString());
        var schema = paths.GetProperty("/session").GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        var answer = (await (await SignInAsync(_first, key)).GetAsync("/session")).Json;
        Assert.Empty(new JsonShape(contract).Check(answer, schema));
        Assert.NotEmpty(new JsonShape(contract).Check(JsonElement.Parse("{}"), schema));
        await using var without = await StartAsync(("State:Sessions:Enabled", "false"));
        var other = (await without.Api.GetAsync("/openapi/v1.json", ("X-Api-Key", key))).Json;
        Assert.False(other.GetProperty("paths").TryGetProperty("/session", out _));
        Assert.False(other.GetProperty("components").GetProperty("schemas").TryGetProperty("Session", out _));
        Assert.Equal(404, (await without.Api.GetAsync("/session")).Status);
    }

    private Task<CatalogHost> StartAsync(params (string, string)[] more) =>
        servers.StartNodeAsync([("Access:Reads", "closed"), ("Access:Writes", "closed"), ("Access:Operations", "closed"), .. more]);

    private static async Task<Browser> SignInAsync(CatalogHost node, AccessScopes scopes, string name = "test") => await SignInAsync(node, await KeyAsync(node, scopes, name));

    private static async Task<Browser> SignInAsync(CatalogHost node, string key)
    {
        var browser = new Browser(node.Api);
        var reply = await browser.SendAsync("POST", "/session", ("Authorization", $"Bearer {key}"));
        Assert.True(reply.Status == 204, reply.ToString());
        Assert.Equal(["aikernel_session_login"], browser.Cookies.Keys);
        return browser;
    }

    private static async Task<string> KeyAsync(CatalogHost node, AccessScopes scopes, string name = "test")
    {
        var (text, id, hash) = ApiKey.Create();
        await node.Services.GetRequiredService<ApiKeyStore>().AddAsync(new(id, name, hash, scopes, TimeProvider.System.GetUtcNow(), null, null), CancellationToken.None);
        return text;
    }
}
