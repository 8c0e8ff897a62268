using System.Text.Json.Nodes;
using AIKernel.Catalog;
using AIKernel.Catalog.Api.Configuration;
using AIKernel.Catalog.Api.Http;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Http;

/// <summary>When a request makes the node catch up, and what the configuration makes of it.</summary>
[Collection(HttpCollection.Name)]
public sealed class FreshnessTests(HttpFixture fixture)
{
    [Fact]
    public async Task Requests_make_the_node_catch_up_exactly_when_they_ask_for_it()
    {
        var freshness = new RecordingFreshness();
        await using var host = await new CatalogHost(fixture.ConnectionString, services: services => services.AddSingleton<IFreshness>(freshness)).ReadyAsync();
        var created = await host.Api.CreateAsync();
        var path = Samples.PathOf(created);
        Assert.Equal(0, freshness.StrongCatchUps);
        await host.Api.GetAsync(path);
        await host.Api.GetAsync(path, ("Cache-Control", "max-age=3600, no-store"));
        await host.Api.GetAsync("/health", ("Cache-Control", "no-cache"));
        Assert.Equal(0, freshness.StrongCatchUps);

        await host.Api.GetAsync(path, ("Cache-Control", "no-cache"));
        await host.Api.GetAsync("/api/v1/search", ("Cache-Control", "max-age=5, No-Cache"));
        Assert.Equal(2, freshness.StrongCatchUps);
        Assert.Empty(freshness.Positions);

        var position = created.Header("Catalog-Position")!;
        Assert.Equal(200, (await host.Api.GetAsync(path, ("Catalog-Position", position))).Status);
        Assert.Equal(position, Assert.Single(freshness.Positions).ToString());
        Assert.Equal(2, freshness.StrongCatchUps);

        // Routes that decide on what they read do not trust what the node happens to know.
        await host.Api.PatchAsync(path, new JsonObject { ["title"] = "x" }, ("If-Match", "*"));
        await host.Api.PutAsync($"/api/v1/resources/by-ref?ref={Uri.EscapeDataString(created.Json.GetProperty("ref").GetString()!)}", new JsonObject());
        await host.Api.PostAsync("/api/v1/relationships", new JsonObject());
        await host.Api.PatchAsync($"/api/v1/relationships/{Guid.NewGuid()}", new JsonObject(), ("If-Match", "*"));
        Assert.Equal(6, freshness.StrongCatchUps);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0123456789abcdef")]
    [InlineData("0123456789abcdef-")]
    [InlineData("0123456789abcdef-x")]
    [InlineData("0123456789abcdef-99999999999999999999999")]
    [InlineData("0123456789abcdeg-1")]
    [InlineData("0123456789abcdef-1, 0123456789abcdef-2")]
    public async Task A_position_that_is_none_is_refused(string position)
    {
        var reply = await fixture.Api.GetAsync("/api/v1/resources", ("Catalog-Position", position));
        Assert.Equal((400, "bad-position"), (reply.Status, reply.Code));
        Assert.Equal(["Catalog-Position:pattern"], reply.Faults);
    }

    [Fact]
    public async Task A_position_of_another_history_or_of_the_future_does_no_harm()
    {
        foreach (var position in new[] { new CatalogPosition(1, 1), new CatalogPosition(ulong.MaxValue, ulong.MaxValue) })
            Assert.Equal(200, (await fixture.Api.GetAsync("/api/v1/resources", ("Catalog-Position", position.ToString()))).Status);
    }

    [Fact]
    public async Task The_preset_of_the_platform_gives_its_exact_headers()
    {
        await using var host = await new CatalogHost(fixture.ConnectionString, new() { ["Http:Freshness:Preset"] = "platform" }).ReadyAsync();
        var created = await host.Api.CreateAsync();
        Assert.Equal("private, max-age=300", (await host.Api.GetAsync(Samples.PathOf(created))).Header("Cache-Control"));
        Assert.Equal("private, max-age=60", (await host.Api.GetAsync("/api/v1/resources")).Header("Cache-Control"));
        Assert.Equal("public, max-age=300, s-maxage=600", (await host.Api.GetAsync("/openapi/v1.json")).Header("Cache-Control"));
        Assert.Equal("private, max-age=31536000, immutable", (await host.Api.GetAsync(Samples.PathOf(created) + "/versions/1")).Header("Cache-Control"));
        Assert.Equal("no-store", created.Header("Cache-Control"));
    }

    [Fact]
    public void Every_bad_setting_is_named_in_one_message()
    {
        var faults = Faults.Of<FreshnessOptions>(("Http:Freshness:Preset", "fast"), ("Http:Freshness:Item", "-1"), ("Http:Freshness:Shared", "99999999"));
        Assert.Equal(["Http:Freshness:Item", "Http:Freshness:Preset", "Http:Freshness:Shared"], faults.Select(static fault => fault.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_configured_kind_is_a_kind()
    {
        await using var host = await new CatalogHost(fixture.ConnectionString, new() { ["Catalog:ExtraKinds:0"] = "robot" }).ReadyAsync();
        var created = await host.Api.CreateAsync(Samples.Resource("robot"));
        Assert.Single((await host.Api.GetAsync($"/api/v1/resources?kind=robot&limit=1")).Items);
        Assert.Contains("\"robot\"", (await host.Api.GetAsync("/openapi/v1.json")).Text, StringComparison.Ordinal);
        Assert.Equal(422, (await fixture.Api.PostAsync("/api/v1/resources", Samples.Resource("robot"))).Status);
        await host.Api.DeleteAsync(Samples.PathOf(created) + "?purge=true", ("If-Match", "*"));
    }
}
