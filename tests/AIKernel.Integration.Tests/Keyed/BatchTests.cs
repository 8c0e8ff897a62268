using System.Text;
using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>Many values at once.</summary>
[Collection(KeyedCollection.Name)]
public sealed class BatchTests(KeyedNodes nodes)
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];

    [Theory]
    [InlineData("cache-aside")]
    [InlineData("write-through")]
    [InlineData("write-around")]
    [InlineData("write-behind")]
    public async Task A_thousand_values_are_kept_and_read_in_one_call_each(string strategy)
    {
        var items = new JsonObject();
        for (var i = 0; i < 1000; i++) items[$"{_id}:{i}"] = i;
        var set = await nodes.One.Api.PostAsync("/cache/batch-set", new JsonObject { ["items"] = items, ["ttl"] = "1h", ["strategy"] = strategy });
        Assert.Equal((200, """{"success":true,"count":1000}"""), (set.Status, set.Text));
        var get = await nodes.One.Api.PostAsync("/cache/batch-get", Keys(Enumerable.Range(0, 1000).Select(i => $"{_id}:{i}")));
        Assert.Equal(200, get.Status);
        Assert.Equal((1000, 0), (get.Json.GetProperty("hits").GetInt32(), get.Json.GetProperty("misses").GetInt32()));
        for (var i = 0; i < 1000; i++) Assert.Equal(i, get.Json.GetProperty("results").GetProperty($"{_id}:{i}").GetInt32());
    }

    [Fact]
    public async Task What_is_there_is_told_apart_from_what_is_not_and_null_is_there()
    {
        await nodes.One.SetValueAsync($"{_id}:null", null);
        await nodes.One.SetValueAsync($"{_id}:zero", 0);
        var get = await nodes.One.Api.PostAsync("/cache/batch-get", Keys([$"{_id}:null", $"{_id}:none", $"{_id}:zero", $"{_id}:none", $"{_id}:zero"]));
        Assert.Equal($$$"""{"results":{"{{{_id}}}:null":null,"{{{_id}}}:zero":0},"hits":2,"misses":1}""", get.Text);
    }

    [Fact]
    public async Task Every_fault_of_a_batch_is_told_at_once_with_its_place()
    {
        await RefusedAsync("/cache/batch-get", "{}", "/keys:required");
        await RefusedAsync("/cache/batch-get", """{"keys":[]}""", "/keys:required");
        await RefusedAsync("/cache/batch-get", """{"keys":["a",1,""]}""", "/keys/1:wrong-type", "/keys/2:required");
        await RefusedAsync("/cache/batch-get", Keys(Enumerable.Range(0, 1001).Select(static i => $"{i}")).ToJsonString(), "/keys:too-many");
        await RefusedAsync("/cache/batch-set", "{}", "/items:required");
        await RefusedAsync("/cache/batch-set", """{"items":[1]}""", "/items:wrong-type");
        await RefusedAsync("/cache/batch-set", """{"items":{},"ttl":-1,"strategy":"no"}""", "/items:out-of-range", "/strategy:unknown-value", "/ttl:out-of-range");
        await RefusedAsync("/cache/batch-set", """{"items":{"":1,"a/b~c\u0001":2,"\ud800":3}}""", "/items/:required", "/items/a~1b~0c\u0001:control-character", "/items/\ufffd:control-character");
    }

    [Fact]
    public async Task Nothing_of_a_batch_is_kept_when_one_value_is_refused()
    {
        var reply = await nodes.One.Api.SendAsync("POST", "/cache/batch-set", Body($$$"""{"items":{"{{{_id}}}:good":1,"bad\u0001":2}}"""));
        Assert.Equal(400, reply.Status);
        Assert.Equal("none", await nodes.One.ValueAsync($"{_id}:good"));
    }

    private async Task RefusedAsync(string path, string body, params string[] faults)
    {
        var reply = await nodes.One.Api.SendAsync("POST", path, Body(body));
        Assert.True(reply.Status == 400, reply.ToString());
        Assert.Equal(faults, reply.Faults);
    }

    private static JsonObject Keys(IEnumerable<string> keys) => new() { ["keys"] = new JsonArray([.. keys.Select(static key => (JsonNode)key)]) };

    private static HttpContent Body(string json) => ApiClient.Content(Encoding.UTF8.GetBytes(json), "application/json");
}
