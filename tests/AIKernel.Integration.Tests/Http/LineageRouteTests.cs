using System.Text;
using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class LineageRouteTests(HttpFixture fixture)
{
    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task A_walk_tells_nodes_edges_and_levels_by_id_and_by_reference()
    {
        var (agent, model, data, host) = (await Api.CreateAsync(Samples.Resource("agent")), await Api.CreateAsync(), await Api.CreateAsync(Samples.Resource("dataset")), await Api.CreateAsync(Samples.Resource("service")));
        await Api.RelateAsync(agent, "uses", model);
        await Api.RelateAsync(model, "trained_on", data);
        await Api.RelateAsync(model, "hosted_by", host);
        await Api.RelateAsync(model, "owned_by", await Api.CreateAsync(Samples.Resource("team")));

        var up = await Api.GetAsync(Samples.PathOf(agent) + "/lineage?direction=upstream");
        Assert.Equal(200, up.Status);
        Assert.Equal(agent.Id, up.Json.GetProperty("root").GetProperty("id").GetGuid());
        Assert.Equal([model.Id, data.Id, host.Id], up.Json.GetProperty("nodes").EnumerateArray().Select(static node => node.GetProperty("id").GetGuid()));
        Assert.Equal([1, 2], up.Json.GetProperty("levels").EnumerateArray().Select(static level => level.GetInt32()));
        Assert.Equal(3, up.Json.GetProperty("edges").GetArrayLength());
        Assert.False(up.Json.GetProperty("truncated").GetBoolean());

        var named = await Api.GetAsync($"/api/v1/lineage?direction=upstream&ref={Uri.EscapeDataString(agent.Json.GetProperty("ref").GetString()!)}");
        Assert.Equal((up.Text, up.Etag), (named.Text, named.Etag));
        Assert.Equal([1], await LevelsAsync(agent, "direction=upstream&depth=1"));
        Assert.Equal([1, 1], await LevelsAsync(agent, "direction=upstream&types=uses,trained_on"));
        Assert.Empty(await LevelsAsync(agent, "direction=downstream"));
        var cut = await Api.GetAsync(Samples.PathOf(agent) + "/lineage?direction=upstream&maxNodes=1");
        Assert.True(cut.Json.GetProperty("truncated").GetBoolean());
        Assert.Equal("max-nodes", cut.Json.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Impact_counts_what_a_change_would_touch()
    {
        var (data, model, agent) = (await Api.CreateAsync(Samples.Resource("dataset")), await Api.CreateAsync(), await Api.CreateAsync(Samples.Resource("agent")));
        await Api.RelateAsync(model, "trained_on", data);
        await Api.RelateAsync(agent, "uses", model);
        var impact = await Api.GetAsync(Samples.PathOf(data) + "/impact");
        Assert.Equal("""{"total":2,"byDepth":[1,1],"byKind":{"agent":1,"model":1},"truncated":false}""", impact.Text);
        Assert.Equal(impact.Text, (await Api.GetAsync($"/api/v1/impact?ref={Uri.EscapeDataString(data.Json.GetProperty("ref").GetString()!)}")).Text);
        Assert.Equal(0, (await Api.GetAsync(Samples.PathOf(data) + "/impact?direction=upstream")).Json.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Walks_from_nowhere_are_not_found()
    {
        var deleted = await Api.CreateAsync();
        await Api.DeleteAsync(Samples.PathOf(deleted), ("If-Match", "*"));
        var reference = Uri.EscapeDataString(deleted.Json.GetProperty("ref").GetString()!);
        foreach (var walk in new[] { "lineage", "impact" })
        {
            Assert.Equal(404, (await Api.GetAsync($"/api/v1/resources/{Guid.NewGuid()}/{walk}")).Status);
            Assert.Equal(404, (await Api.GetAsync($"{Samples.PathOf(deleted)}/{walk}")).Status);
            Assert.Equal(404, (await Api.GetAsync($"/api/v1/{walk}?ref=model:http-tests/nobody")).Status);
            Assert.Equal(404, (await Api.GetAsync($"/api/v1/{walk}?ref={reference}")).Status);
        }
    }

    [Fact]
    public async Task The_graph_of_several_tells_their_cycles()
    {
        var (a, b, c) = (await Api.CreateAsync(), await Api.CreateAsync(), await Api.CreateAsync());
        await Api.RelateAsync(a, "depends_on", b);
        await Api.RelateAsync(b, "depends_on", a);
        await Api.RelateAsync(b, "depends_on", c);
        var graph = await Api.PostAsync("/api/v1/graph/dependencies", new JsonObject { ["ids"] = new JsonArray(a.Id, Guid.NewGuid(), a.Id), ["depth"] = 5 });
        Assert.Equal(200, graph.Status);
        Assert.Equal([a.Id], graph.Json.GetProperty("roots").EnumerateArray().Select(static node => node.GetProperty("id").GetGuid()));
        Assert.Equal(2, graph.Json.GetProperty("nodes").GetArrayLength());
        var cycle = Assert.Single(graph.Json.GetProperty("cycles").EnumerateArray());
        Assert.Equal(new[] { a.Id, b.Id }.Order(), cycle.EnumerateArray().Select(static id => id.GetGuid()).Order());
    }

    [Theory]
    [InlineData("""{}""", "/ids:out-of-range")]
    [InlineData("""{"ids":[]}""", "/ids:out-of-range")]
    [InlineData("""{"ids":["x"],"depth":0}""", "/depth:out-of-range", "/ids/0:pattern")]
    [InlineData("""{"ids":["00000000-0000-0000-0000-000000000001"],"depth":21}""", "/depth:out-of-range")]
    [InlineData("""{"ids":["00000000-0000-0000-0000-000000000001"],"depth":1.5}""", "/depth:wrong-type")]
    [InlineData("""{"ids":["00000000-0000-0000-0000-000000000001"],"depth":1e999}""", "/depth:wrong-type")]
    [InlineData("""{"ids":["00000000-0000-0000-0000-000000000001"],"depth":null}""", "/depth:wrong-type")]
    [InlineData("""{"ids":["00000000-0000-0000-0000-000000000001"],"limit":1}""", ":unknown-field")]
    public async Task A_graph_question_that_makes_no_sense_is_refused(string body, params string[] faults)
    {
        var reply = await Api.SendAsync("POST", "/api/v1/graph/dependencies", ApiClient.Content(Encoding.UTF8.GetBytes(body), "application/json"));
        Assert.Equal((400, "bad-body"), (reply.Status, reply.Code));
        Assert.Equal(faults, reply.Faults);
    }

    private async Task<IEnumerable<int>> LevelsAsync(Reply root, string query) =>
        (await Api.GetAsync($"{Samples.PathOf(root)}/lineage?{query}")).Json.GetProperty("levels").EnumerateArray().Select(static level => level.GetInt32());
}
