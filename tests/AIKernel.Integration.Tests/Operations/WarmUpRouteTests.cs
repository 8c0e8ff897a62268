using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>Loading what an operator names.</summary>
[Collection(OperatorCollection.Name)]
public sealed class WarmUpRouteTests(OperatorNodes nodes)
{
    [Theory]
    [InlineData(null)]
    [InlineData("parallel")]
    [InlineData("sequential")]
    public async Task What_is_named_is_in_both_tiers_afterwards_and_what_is_not_there_is_told(string? strategy)
    {
        var database = await nodes.CreateDatabaseAsync();
        await using var first = await nodes.StartNodeAsync(database);
        await using var second = await nodes.StartNodeAsync(database);
        var (byId, byRef, deleted) = (await first.Api.CreateAsync(), await first.Api.CreateAsync(), await first.Api.CreateAsync());
        var reference = byRef.Json.GetProperty("ref").GetString()!;
        var position = (await first.Api.DeleteAsync(Samples.PathOf(deleted), ("If-Match", "*"))).Header("Catalog-Position")!;
        var missing = Guid.NewGuid();
        var question = new JsonObject { ["keys"] = new JsonArray($"{byId.Id}", reference, $"{missing}", $"{deleted.Id}", "model:nowhere/nothing", "starship:a/b", "x", $"{byId.Id}", reference + ";v=1") };
        if (strategy is not null) question["compute_strategy"] = strategy;

        var reply = await first.Api.PostAsync("/warm-up", question);
        Assert.Equal((200, false, 2), (reply.Status, reply.Json.GetProperty("success").GetBoolean(), reply.Json.GetProperty("warmed_count").GetInt32()));
        var failed = reply.Json.GetProperty("failed").EnumerateArray().ToDictionary(static one => one.GetProperty("key").GetString()!, static one => one.GetProperty("reason").GetString());
        Assert.Equal(
            new Dictionary<string, string?> { [$"{missing}"] = "not-found", [$"{deleted.Id}"] = "not-found", ["model:nowhere/nothing"] = "not-found", ["starship:a/b"] = "malformed", ["x"] = "malformed", [reference + ";v=1"] = "malformed" }
                .OrderBy(static one => one.Key, StringComparer.Ordinal), failed.OrderBy(static one => one.Key, StringComparer.Ordinal));

        foreach (var path in new[] { Samples.PathOf(byId), Samples.PathOf(byRef), $"/api/v1/resources/by-ref?ref={Uri.EscapeDataString(reference)}" })
        {
            Assert.Equal("aikernel; hit; detail=memory", (await first.Api.GetAsync(path)).Header("Cache-Status"));
            Assert.Equal("aikernel; hit; detail=redis", (await second.Api.GetAsync(path, ("Catalog-Position", position))).Header("Cache-Status"));
        }
        var again = await first.Api.PostAsync("/warm-up", new JsonObject { ["keys"] = new JsonArray($"{byId.Id}") });
        Assert.Equal("""{"success":true,"warmed_count":1,"failed":[]}""", again.Text);
    }

    [Theory]
    [InlineData("""{}""", "/keys:out-of-range")]
    [InlineData("""{"keys":[]}""", "/keys:out-of-range")]
    [InlineData("""{"keys":[1,""],"compute_strategy":"lazy"}""", "/compute_strategy:unknown-value", "/keys/0:wrong-type", "/keys/1:required")]
    [InlineData("""{"keys":["x"],"compute_strategy":7,"priority":1}""", "/compute_strategy:wrong-type", ":unknown-field")]
    public async Task Every_fault_of_the_question_is_told_at_once(string body, params string[] faults)
    {
        await using var node = await new CatalogHost(await nodes.CreateDatabaseAsync()).ReadyAsync();
        var reply = await node.Api.SendAsync("POST", "/warm-up", ApiClient.Content(System.Text.Encoding.UTF8.GetBytes(body), "application/json"));
        Assert.Equal((400, "bad-body"), (reply.Status, reply.Code));
        Assert.Equal(faults.Order(StringComparer.Ordinal), reply.Faults);
    }

    [Fact]
    public async Task A_thousand_keys_can_be_named_and_no_more()
    {
        await using var node = await new CatalogHost(await nodes.CreateDatabaseAsync()).ReadyAsync();
        Assert.Equal(1000, (await AskAsync(node, 1000)).Json.GetProperty("failed").GetArrayLength());
        Assert.Equal(400, (await AskAsync(node, 1001)).Status);

        static Task<Reply> AskAsync(CatalogHost node, int count) =>
            node.Api.PostAsync("/warm-up", new JsonObject { ["keys"] = new JsonArray([.. Enumerable.Range(0, count).Select(static _ => (JsonNode)$"{Guid.NewGuid()}")]) });
    }
}
