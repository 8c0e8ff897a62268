using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>Ending by hand what is cached, on two nodes over one Redis.</summary>
[Collection(OperatorCollection.Name)]
public sealed class InvalidateTests(OperatorNodes nodes)
{
    [Fact]
    public async Task What_carries_a_tag_is_ended_in_redis_and_on_every_node_and_nothing_else()
    {
        var database = await nodes.CreateDatabaseAsync();
        await using var first = await nodes.StartNodeAsync(database);
        await using var second = await nodes.StartNodeAsync(database);
        var (one, other) = (await first.Api.CreateAsync(), await first.Api.CreateAsync());
        var created = ("Catalog-Position", other.Header("Catalog-Position")!);
        foreach (var node in new[] { first, second })
            foreach (var resource in new[] { one, other }) await node.Api.GetAsync(Samples.PathOf(resource), created);
        Assert.Equal("aikernel; hit; detail=memory", await StatusAsync(second, one));

        var ended = await first.Api.PostAsync("/invalidate", new JsonObject { ["tags"] = new JsonArray($"resource:{one.Id}", "something else", $"resource:{one.Id}") });
        Assert.Equal((200, """{"success":true,"invalidated_count":0,"journalled_tags":2}"""), (ended.Status, ended.Text));
        // Here at once; there when the position is seen. The copy in Redis is worth nothing to either.
        Assert.Equal("aikernel; fwd=miss", await StatusAsync(first, one));
        Assert.Equal("aikernel; hit; detail=memory", await StatusAsync(first, other));
        var position = ("Catalog-Position", ended.Header("Catalog-Position")!);
        Assert.Equal("aikernel; hit; detail=redis", await StatusAsync(second, one, position));
        Assert.Equal("aikernel; hit; detail=memory", await StatusAsync(second, other, position));

        var all = await second.Api.PostAsync("/invalidate", new JsonObject { ["tags"] = new JsonArray("resources:*") });
        Assert.Equal("aikernel; fwd=miss", await StatusAsync(first, other, ("Catalog-Position", all.Header("Catalog-Position")!)));
    }

    [Theory]
    [InlineData("""{}""", ":required")]
    [InlineData("""{"tags":[]}""", ":required")]
    [InlineData("""{"tags":"all"}""", "/tags:wrong-type")]
    [InlineData("""{"tags":["a","",7,"x\u0001"]}""", "/tags/1:required", "/tags/2:wrong-type", "/tags/3:control-character")]
    [InlineData("""{"pattern":""}""", "/pattern:out-of-range")]
    [InlineData("""{"event":7,"tags":["a"]}""", "/event:wrong-type")]
    [InlineData("""{"colour":"red"}""", ":unknown-field")]
    public async Task A_question_that_selects_nothing_or_badly_is_refused_and_told_what_there_is(string body, params string[] faults)
    {
        await using var node = await new CatalogHost(await nodes.CreateDatabaseAsync()).ReadyAsync();
        var reply = await node.Api.SendAsync("POST", "/invalidate", ApiClient.Content(System.Text.Encoding.UTF8.GetBytes(body), "application/json"));
        Assert.Equal((400, "bad-body"), (reply.Status, reply.Code));
        Assert.Equal(faults.Order(StringComparer.Ordinal), reply.Faults);
        if (faults.Contains(":required")) Assert.Contains("resource:{id}", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_tags_can_be_ended_at_once_and_no_more()
    {
        await using var node = await new CatalogHost(await nodes.CreateDatabaseAsync()).ReadyAsync();
        Assert.Equal(1000, (await AskAsync(node, 1000)).Json.GetProperty("journalled_tags").GetInt32());
        Assert.Equal(400, (await AskAsync(node, 1001)).Status);

        static Task<Reply> AskAsync(CatalogHost node, int count) =>
            node.Api.PostAsync("/invalidate", new JsonObject { ["tags"] = new JsonArray([.. Enumerable.Range(0, count).Select(static number => (JsonNode)$"tag:{number}")]) });
    }

    private static async Task<string?> StatusAsync(CatalogHost node, Reply resource, params (string, string)[] headers) =>
        (await node.Api.GetAsync(Samples.PathOf(resource), headers)).Header("Cache-Status");
}
