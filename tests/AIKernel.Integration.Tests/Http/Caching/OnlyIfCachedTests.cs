using System.Text.Json.Nodes;
using AIKernel.Catalog;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Nodes;

namespace AIKernel.Integration.Tests.Http.Caching;

/// <summary>RFC 9111, 5.2.1.7, on two nodes: an answer that is kept, or 504.</summary>
public sealed class OnlyIfCachedTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly (string, string) OnlyIfCached = ("Cache-Control", "only-if-cached");

    [Fact]
    public async Task What_a_tier_holds_is_answered_and_what_none_holds_is_504()
    {
        var path = Samples.PathOf(await nodes.First.Api.CreateUnkeptAsync());
        AssertRefused(await nodes.First.Api.GetAsync(path, OnlyIfCached));
        AssertRefused(await nodes.Second.Api.SendAsync("HEAD", path, null, OnlyIfCached), head: true);

        await nodes.First.Api.GetAsync(path);

        Assert.Equal("aikernel; hit; detail=memory", (await nodes.First.Api.GetAsync(path, OnlyIfCached)).Header("Cache-Status"));
        Assert.Equal("aikernel; hit; detail=redis", (await nodes.Second.Api.GetAsync(path, OnlyIfCached)).Header("Cache-Status"));
        Assert.Equal("aikernel; hit; detail=memory", (await nodes.Second.Api.GetAsync(path, OnlyIfCached)).Header("Cache-Status"));
    }

    [Fact]
    public async Task The_database_is_not_asked()
    {
        var created = await nodes.First.Api.CreateUnkeptAsync();
        var loads = await MissesAsync();
        foreach (var path in new[] { Samples.PathOf(created), $"{Samples.PathOf(created)}/lineage", $"/api/v1/search?q={created.Id}", $"/api/v1/resources?label.only={created.Id}", "/api/v1/export" })
            AssertRefused(await nodes.First.Api.GetAsync(path, OnlyIfCached));
        Assert.Equal(loads, await MissesAsync());
    }

    [Fact]
    public async Task A_changed_answer_is_not_there_and_an_unchanged_one_says_304()
    {
        var created = await nodes.First.Api.CreateAsync();
        var path = Samples.PathOf(created);
        await nodes.First.Api.GetAsync(path);
        Assert.Equal(304, (await nodes.First.Api.GetAsync(path, OnlyIfCached, ("If-None-Match", created.Etag))).Status);

        await nodes.First.Api.PatchAsync(path, new JsonObject { ["title"] = "Changed" }, ("If-Match", created.Etag), ("Cache-Control", "no-store"));
        AssertRefused(await nodes.First.Api.GetAsync(path, OnlyIfCached));
        var kept = await nodes.First.Api.PatchAsync(path, new JsonObject { ["title"] = "Changed again" }, ("If-Match", "*"));
        Assert.Equal(kept.Etag, (await nodes.First.Api.GetAsync(path, OnlyIfCached)).Etag);
    }

    [Theory]
    [InlineData("only-if-cached, no-cache")] // not without validation (5.2.1.4), and not with
    [InlineData("only-if-cached, max-age=0")] // 5.2.1.1
    [InlineData("only-if-cached, min-fresh=5")] // 5.2.1.3
    public async Task What_would_have_to_be_validated_first_is_not_there(string directives)
    {
        var path = Samples.PathOf(await nodes.First.Api.CreateAsync());
        await nodes.First.Api.GetAsync(path);
        AssertRefused(await nodes.First.Api.GetAsync(path, ("Cache-Control", directives)));
    }

    [Fact]
    public async Task A_write_that_the_node_has_not_heard_of_is_not_waited_for()
    {
        var created = await nodes.First.Api.CreateAsync();
        var path = Samples.PathOf(created);
        await nodes.First.Api.GetAsync(path);
        var position = created.Header("Catalog-Position")!;
        Assert.True(CatalogPosition.TryParse(position, out var known));

        Assert.Equal(200, (await nodes.First.Api.GetAsync(path, OnlyIfCached, ("Catalog-Position", position))).Status);
        AssertRefused(await nodes.First.Api.GetAsync(path, OnlyIfCached, ("Catalog-Position", new CatalogPosition(known.Epoch, ulong.MaxValue).ToString())));
    }

    [Fact]
    public async Task It_is_about_reads_of_the_catalog_alone()
    {
        var created = await nodes.First.Api.CreateAsync();
        Assert.Equal(200, (await nodes.First.Api.PatchAsync(Samples.PathOf(created), new JsonObject { ["title"] = "x" }, ("If-Match", "*"), OnlyIfCached)).Status);
        Assert.Equal(200, (await nodes.First.Api.PostAsync("/api/v1/resources/batch-get", new JsonObject { ["ids"] = new JsonArray(created.Id.ToString()) }, OnlyIfCached)).Status);
        foreach (var path in new[] { "/openapi/v1.json", "/health/live", "/metrics/cache" })
            Assert.Equal(200, (await nodes.First.Api.GetAsync(path, OnlyIfCached)).Status);
    }

    private static void AssertRefused(Reply reply, bool head = false)
    {
        Assert.Equal((504, "no-store", "application/problem+json"), (reply.Status, reply.Header("Cache-Control"), reply.Header("Content-Type")));
        Assert.Null(reply.Header("Cache-Status"));
        if (!head) Assert.Equal("not-cached", reply.Code);
    }

    private async Task<double> MissesAsync() => (await nodes.First.Api.GetAsync("/metrics/cache")).Text.Split('\n')
        .Where(static line => line.StartsWith("aikernel_cache_misses_total{", StringComparison.Ordinal) && !line.Contains("access.", StringComparison.Ordinal))
        .Sum(static line => double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
}
