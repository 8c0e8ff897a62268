using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class SearchAndVersionRouteTests(HttpFixture fixture)
{
    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task Search_tells_items_total_and_facets_and_pages_on()
    {
        var word = $"quux{Guid.NewGuid():N}";
        for (var number = 0; number < 3; number++)
        {
            var content = Samples.Resource(number == 0 ? "dataset" : "model");
            content["title"] = $"The {word} number {number}";
            await Api.CreateAsync(content);
        }
        var found = await Api.GetAsync($"/api/v1/search?q={word}&limit=2");
        Assert.Equal((3, 2), (found.Json.GetProperty("total").GetInt32(), found.Items.Count()));
        var kinds = found.Json.GetProperty("facets").GetProperty("kind").EnumerateArray().Select(static facet => (facet.GetProperty("value").GetString(), facet.GetProperty("count").GetInt32()));
        Assert.Equal([("model", 2), ("dataset", 1)], kinds);
        Assert.Equal(["kind", "namespace", "tag", "lifecycle", "owner"], found.Json.GetProperty("facets").EnumerateObject().Select(static facet => facet.Name));
        var next = await Api.GetAsync(found.Header("Link")![1..found.Header("Link")!.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Single(next.Items);
        Assert.Null(next.Header("Link"));
        Assert.Equal(1, (await Api.GetAsync($"/api/v1/search?q={word}&kind=dataset,prompt")).Json.GetProperty("total").GetInt32());
        Assert.Equal("bad-cursor", (await Api.GetAsync($"/api/v1/search?q=other&cursor={found.Json.GetProperty("nextCursor").GetString()}")).Code);
    }

    [Theory]
    [InlineData("\"unclosed")]
    [InlineData("-")]
    [InlineData("or or or")]
    [InlineData("'; drop table x; --")]
    [InlineData("a & | ! ( ) : * <->")]
    [InlineData("\\")]
    [InlineData("%_")]
    [InlineData("💡 é ﷺ")]
    public async Task Any_text_can_be_searched_for_and_completed(string text)
    {
        Assert.Equal(200, (await Api.GetAsync($"/api/v1/search?q={Uri.EscapeDataString(text)}")).Status);
        Assert.Equal(200, (await Api.GetAsync($"/api/v1/search/autocomplete?prefix={Uri.EscapeDataString(text)}")).Status);
    }

    [Fact]
    public async Task A_prefix_is_completed()
    {
        var created = await Api.CreateAsync(Samples.Resource(name: Samples.Name("zyxwv")));
        var reply = await Api.GetAsync("/api/v1/search/autocomplete?prefix=zyxwv&kind=model&limit=5");
        Assert.Contains(created.Id, reply.Json.GetProperty("suggestions").EnumerateArray().Select(static one => one.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task Every_version_can_be_read_and_never_changes()
    {
        var created = await Api.CreateAsync();
        var path = Samples.PathOf(created);
        await Api.PatchAsync(path, new JsonObject { ["title"] = "Second", ["owner"] = "x" }, ("If-Match", "*"));
        var first = await Api.GetAsync(path + "/versions/1");
        Assert.Equal(200, first.Status);
        Assert.Equal("private, max-age=31536000, immutable", first.Header("Cache-Control"));
        Assert.NotEqual("Second", first.Json.GetProperty("title").GetString());
        var second = await Api.GetAsync(path + "/versions/2");
        Assert.Equal("""["title","owner"]""", second.Json.GetProperty("changedFields").GetRawText());

        var list = await Api.GetAsync(path + "/versions?limit=1");
        Assert.Equal([2], list.Items.Select(static version => version.GetProperty("number").GetInt32()));
        var rest = await Api.GetAsync($"{path}/versions?limit=1&cursor={list.Json.GetProperty("nextCursor").GetString()}");
        Assert.Equal(first.Text, rest.Items.Single().GetRawText());
        await Api.DeleteAsync(path, ("If-Match", "*"));
        Assert.Equal(first.Text, (await Api.GetAsync(path + "/versions/1")).Text);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("2147483648")]
    [InlineData("x")]
    public async Task A_version_that_is_none_is_not_found(string number)
    {
        var created = await Api.CreateAsync();
        var reply = await Api.GetAsync($"{Samples.PathOf(created)}/versions/{number}");
        Assert.Equal(404, reply.Status);
        Assert.Equal(404, (await Api.GetAsync($"/api/v1/resources/{Guid.NewGuid()}/versions")).Status);
    }
}
