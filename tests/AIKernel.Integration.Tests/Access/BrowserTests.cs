using System.Text.Json;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Access;

/// <summary>What browsers are told: by default that no page of another site may call, and to show our answers nowhere.</summary>
[Collection(HttpCollection.Name)]
public sealed class BrowserTests(HttpFixture fixture)
{
    private const string Ours = "https://catalog.example.com";

    [Fact]
    public async Task By_default_no_other_site_is_let_in()
    {
        var read = await fixture.Api.GetAsync("/api/v1/resources", ("Origin", Ours));
        Assert.Equal((200, null), (read.Status, read.Header("Access-Control-Allow-Origin")));
        var asked = await PreflightAsync(fixture.Api, Ours);
        Assert.Equal((405, null, null), (asked.Status, asked.Header("Access-Control-Allow-Origin"), asked.Header("Access-Control-Allow-Methods")));
    }

    [Fact]
    public async Task A_site_that_is_named_may_call_and_reads_why_it_is_refused()
    {
        await using var host = await new CatalogHost(fixture.ConnectionString, new() { ["Access:Cors:Origins:0"] = Ours, ["Access:Cors:MaxAgeSeconds"] = "60", ["Access:Writes"] = "closed" }).ReadyAsync();
        var asked = await PreflightAsync(host.Api, Ours);
        Assert.Equal((204, Ours, "60", null), (asked.Status, asked.Header("Access-Control-Allow-Origin"), asked.Header("Access-Control-Max-Age"), asked.Header("Access-Control-Allow-Credentials")));
        Assert.Contains("PUT", asked.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("Authorization", asked.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);

        var read = await host.Api.GetAsync("/api/v1/resources", ("Origin", Ours));
        Assert.Equal(Ours, read.Header("Access-Control-Allow-Origin"));
        Assert.Contains("ETag", read.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        var refused = await host.Api.DeleteAsync($"/api/v1/resources/{Guid.NewGuid()}", ("Origin", Ours));
        Assert.Equal((401, Ours), (refused.Status, refused.Header("Access-Control-Allow-Origin")));

        foreach (var other in new[] { "https://evil.example", "http://catalog.example.com", "https://catalog.example.com.evil.example", "null" })
        {
            Assert.Null((await PreflightAsync(host.Api, other)).Header("Access-Control-Allow-Origin"));
            Assert.Null((await host.Api.GetAsync("/api/v1/resources", ("Origin", other))).Header("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task Every_answer_is_guarded_whatever_it_is()
    {
        await using var closed = await new CatalogHost(fixture.ConnectionString, new() { ["Access:Reads"] = "closed" }).ReadyAsync();
        Reply[] replies =
        [
            await fixture.Api.GetAsync("/api/v1/resources"), await fixture.Api.GetAsync("/nothing"), await fixture.Api.GetAsync("/health/live"), await fixture.Api.GetAsync("/metrics"),
            await fixture.Api.GetAsync("/openapi/v1.json"), await fixture.Api.SendAsync("BREW", "/api/v1/resources", null), await closed.Api.GetAsync("/api/v1/resources"),
        ];
        Assert.All(replies, static reply =>
        {
            Assert.Equal("nosniff", reply.Header("X-Content-Type-Options"));
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", reply.Header("Content-Security-Policy"));
            Assert.Equal("DENY", reply.Header("X-Frame-Options"));
            Assert.Equal("no-referrer", reply.Header("Referrer-Policy"));
            Assert.Null(reply.Header("Strict-Transport-Security"));
            Assert.Null(reply.Header("Set-Cookie"));
        });
    }

    [Fact]
    public async Task The_contract_tells_how_to_show_a_key_and_which_scope_each_operation_wants()
    {
        var contract = (await fixture.Api.GetAsync("/openapi/v1.json")).Json;
        var schemes = contract.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal(("http", "bearer"), (schemes.GetProperty("bearer").GetProperty("type").GetString(), schemes.GetProperty("bearer").GetProperty("scheme").GetString()));
        Assert.Equal(("apiKey", "X-Api-Key", "header"), (Text(schemes, "type"), Text(schemes, "name"), Text(schemes, "in")));
        var paths = contract.GetProperty("paths");
        Assert.Equal("""[{"bearer":["catalog:write"]},{"apiKey":["catalog:write"]}]""", Security(paths, "/api/v1/resources", "post"));
        Assert.Equal("""[{"bearer":["catalog:read"]},{"apiKey":["catalog:read"]}]""", Security(paths, "/api/v1/resources", "get"));
        Assert.Equal("""[{"bearer":["cache:admin"]},{"apiKey":["cache:admin"]}]""", Security(paths, "/metrics", "get"));

        static string? Text(JsonElement schemes, string name) => schemes.GetProperty("apiKey").GetProperty(name).GetString();
        static string Security(JsonElement paths, string path, string method) => JsonSerializer.Serialize(paths.GetProperty(path).GetProperty(method).GetProperty("security"));
    }

    private static Task<Reply> PreflightAsync(ApiClient api, string origin) => api.SendAsync(
        "OPTIONS", "/api/v1/resources/by-ref", null, ("Origin", origin), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "authorization,content-type"));
}
