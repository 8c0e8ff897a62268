using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class ListRouteTests(HttpFixture fixture)
{
    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task Pages_follow_one_another_by_link_and_hold_everything_once()
    {
        var ns = Samples.Name("paged");
        var created = new List<Guid>();
        for (var number = 0; number < 7; number++) created.Add((await Api.CreateAsync(In(ns, $"n{number}"))).Id);

        var (seen, path, pages) = (new List<Guid>(), $"/api/v1/resources?ns={ns}&limit=3&sort=created", 0);
        while (path is not null)
        {
            var page = await Api.GetAsync(path);
            Assert.Equal(200, page.Status);
            seen.AddRange(page.Items.Select(static item => item.GetProperty("id").GetGuid()));
            pages++;
            path = page.Header("Link") is { } link ? Target(link) : null;
            Assert.Equal(path is null, page.Json.GetProperty("nextCursor").ValueKind == System.Text.Json.JsonValueKind.Null);
        }
        Assert.Equal(3, pages);
        created.Reverse();
        Assert.Equal(created, seen);
    }

    [Fact]
    public async Task Filters_are_joined_by_and_and_the_counts_agree()
    {
        var ns = Samples.Name("filtered");
        var all = In(ns, "all");
        (all["owner"], all["lifecycle"], all["tags"], all["labels"]) = ("ö", "draft", new JsonArray("x", "y"), new JsonObject { ["Team"] = "a&b=c" });
        await Api.CreateAsync(all);
        var some = In(ns, "some");
        (some["owner"], some["tags"]) = ("ö", new JsonArray("x"));
        await Api.CreateAsync(some);

        await HoldsAsync("", 2);
        await HoldsAsync("&tag=x", 2);
        await HoldsAsync("&tag=x&tag=y", 1);
        await HoldsAsync("&tag=x,y", 1);
        await HoldsAsync("&owner=%C3%B6", 2);
        await HoldsAsync("&lifecycle=draft", 1);
        await HoldsAsync("&label.Team=a%26b%3Dc", 1);
        await HoldsAsync("&label.team=a%26b%3Dc", 0);
        await HoldsAsync("&kind=dataset", 0);
        await HoldsAsync("&kind=model&tag=y&owner=%C3%B6&lifecycle=draft&label.Team=a%26b%3Dc", 1);

        async Task HoldsAsync(string filter, int count)
        {
            Assert.Equal(count, (await Api.GetAsync($"/api/v1/resources?ns={ns}{filter}")).Items.Count());
            var counts = (await Api.GetAsync($"/api/v1/resources/counts?ns={ns}{filter}")).Json;
            Assert.Equal(count, counts.GetProperty("total").GetInt32());
            Assert.Equal(count, counts.GetProperty("byKind").EnumerateObject().Sum(static kind => kind.Value.GetInt32()));
        }
    }

    [Fact]
    public async Task A_cursor_serves_its_own_query_only()
    {
        var ns = Samples.Name("cursor");
        for (var number = 0; number < 3; number++) await Api.CreateAsync(In(ns, $"n{number}"));
        var cursor = (await Api.GetAsync($"/api/v1/resources?ns={ns}&limit=1")).Json.GetProperty("nextCursor").GetString()!;
        Assert.Equal(200, (await Api.GetAsync($"/api/v1/resources?ns={ns}&limit=2&cursor={cursor}")).Status);
        foreach (var bad in new[] { $"ns={ns}&sort=updated&cursor={cursor}", $"ns=other&cursor={cursor}", $"ns={ns}&cursor=AAAA", $"ns={ns}&cursor={cursor}x", $"ns={ns}&cursor=", $"ns={ns}&cursor=%20" })
        {
            var reply = await Api.GetAsync($"/api/v1/resources?{bad}");
            Assert.Equal((400, "bad-cursor"), (reply.Status, reply.Code));
        }
    }

    [Fact]
    public async Task A_forged_cursor_with_the_right_digest_never_breaks_anything()
    {
        var scope = new AIKernel.Catalog.Resources.ResourceQuery().CursorScope;
        foreach (string[] keys in new[] { [], new[] { "" }, ["a\0b", "\0", "'", "x"], ["model", "ns", "name", "not-an-id"], ["99999-99-99", Guid.Empty.ToString()], [new string('x', 2000)] })
        {
            var cursor = new AIKernel.Catalog.Values.Cursor([.. keys]).ToText(scope);
            var reply = await Api.GetAsync($"/api/v1/resources?cursor={cursor}");
            Assert.True(reply.Status is 200 or 400, reply.ToString());
        }
    }

    [Fact]
    public async Task Many_are_read_at_once_in_order_with_null_for_what_is_not_there()
    {
        var (one, two, gone) = (await Api.CreateAsync(), await Api.CreateAsync(), await Api.CreateAsync());
        await Api.DeleteAsync(Samples.PathOf(gone), ("If-Match", "*"));
        var byId = await Api.PostAsync("/api/v1/resources/batch-get", new JsonObject { ["ids"] = new JsonArray(two.Id, Guid.NewGuid(), one.Id, gone.Id, two.Id) });
        Assert.Equal(200, byId.Status);
        Assert.Equal([two.Text, "null", one.Text, "null", two.Text], byId.Items.Select(static item => item.GetRawText()));

        var byReference = await Api.PostAsync("/api/v1/resources/batch-get", new JsonObject
        {
            ["refs"] = new JsonArray(one.Json.GetProperty("ref").GetString(), "model:http-tests/nobody", two.Json.GetProperty("ref").GetString()!, gone.Json.GetProperty("ref").GetString()),
        });
        Assert.Equal([one.Text, "null", two.Text, "null"], byReference.Items.Select(static item => item.GetRawText()));
        Assert.Equal("private, no-cache", byReference.Header("Cache-Control"));
        Assert.Empty((await Api.PostAsync("/api/v1/resources/batch-get", new JsonObject { ["ids"] = new JsonArray() })).Items);
    }

    [Fact]
    public async Task Five_hundred_are_served_at_once_and_no_more()
    {
        var ids = Enumerable.Range(0, 501).Select(static _ => (JsonNode)Guid.NewGuid()).ToArray();
        var tooMany = await Api.PostAsync("/api/v1/resources/batch-get", new JsonObject { ["ids"] = new JsonArray(ids) });
        Assert.Equal((413, "too-many-items"), (tooMany.Status, tooMany.Code));
        var enough = await Api.PostAsync("/api/v1/resources/batch-get", new JsonObject { ["ids"] = new JsonArray([.. ids.Skip(1).Select(static id => id.DeepClone())]) });
        Assert.Equal((200, 500), (enough.Status, enough.Items.Count()));
    }

    [Theory]
    [InlineData("""{}""", ":required")]
    [InlineData("""[]""", ":required", ":wrong-type")]
    [InlineData("""{"ids":[],"refs":[]}""", ":required")]
    [InlineData("""{"ids":[],"other":1}""", ":unknown-field")]
    [InlineData("""{"ids":7}""", "/ids:wrong-type")]
    [InlineData("""{"ids":null}""", "/ids:wrong-type")]
    [InlineData("""{"ids":["x",7,null]}""", "/ids/0:pattern", "/ids/1:pattern", "/ids/2:pattern")]
    [InlineData("""{"refs":["model","\ud800",{}]}""", "/refs/0:pattern", "/refs/1:required", "/refs/2:required")]
    [InlineData("""{"refs":["model:a/b;v=2"]}""", "/refs/0:pattern")]
    [InlineData("""{"\ud800":1,"ids":[]}""", ":unknown-field")]
    public async Task A_batch_that_makes_no_sense_is_refused(string body, params string[] faults)
    {
        var reply = await Api.SendAsync("POST", "/api/v1/resources/batch-get", ApiClient.Content(System.Text.Encoding.UTF8.GetBytes(body), "application/json"));
        Assert.Equal((400, "bad-body"), (reply.Status, reply.Code));
        Assert.Equal(faults, reply.Faults);
    }

    private static JsonObject In(string ns, string name) => new() { ["kind"] = "model", ["namespace"] = ns, ["name"] = name };

    private static string Target(string link)
    {
        Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
        return link[1..link.IndexOf('>', StringComparison.Ordinal)];
    }
}
