using System.Text;
using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>One value: kept, read and removed over HTTP, by two nodes.</summary>
[Collection(KeyedCollection.Name)]
public sealed class ValueRouteTests(KeyedNodes nodes)
{
    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData("false")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("-0.0")]
    [InlineData("1e400")]
    [InlineData("1.10")]
    [InlineData("12345678901234567890123456789")]
    [InlineData("\"a\\u0000b\\ud83d\\ude00 é\"")]
    [InlineData("{\"b\": 1,  \"a\": [null, {\"c\": \"d\"}]}")]
    public async Task A_value_comes_back_to_the_byte_and_counts_as_a_hit(string value)
    {
        var key = KeyedCalls.NewKey();
        var set = await nodes.One.Api.SendAsync("POST", "/cache", Body($$"""{"key":"{{key}}","value":{{value}}}"""));
        Assert.Equal((200, $$"""{"success":true,"key":"{{key}}","strategy":"cache-aside"}"""), (set.Status, set.Text));
        foreach (var tier in new[] { "null", "\"l1\"" })
            Assert.Equal($$"""{"key":"{{key}}","value":{{value}},"hit":true,"tier":{{tier}}}""", (await nodes.One.GetValueAsync(key)).Text);
        Assert.Equal($$"""{"key":"{{key}}","value":{{value}},"hit":true,"tier":"l2"}""", (await nodes.Other.GetValueAsync(key)).Text);
    }

    [Fact]
    public async Task What_is_not_there_is_an_answer_and_no_error()
    {
        var key = KeyedCalls.NewKey();
        var reply = await nodes.One.GetValueAsync(key);
        Assert.Equal((200, $$"""{"key":"{{key}}","value":null,"hit":false,"tier":null}"""), (reply.Status, reply.Text));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("user:42:profile")]
    [InlineData("api:agents:list:page/1/of/3")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a%252Fb")]
    [InlineData("ä ü?&#[]{}*\"\\€😀")]
    [InlineData("batch-get")]
    [InlineData("//x//")]
    public async Task A_key_of_any_characters_is_one_key(string key)
    {
        await nodes.One.SetValueAsync(key, key);
        Assert.Equal(key, JsonNode.Parse(await nodes.One.ValueAsync(key))!.GetValue<string>());
        Assert.Equal(200, (await nodes.One.Api.DeleteAsync("/cache/" + Uri.EscapeDataString(key))).Status);
        Assert.Equal("none", await nodes.One.ValueAsync(key));
    }

    [Fact]
    public async Task A_slash_in_a_key_may_stand_plainly_in_the_address()
    {
        var key = $"a/{Guid.NewGuid():N}/b";
        await nodes.One.SetValueAsync(key, 1);
        Assert.Equal(1, (await nodes.One.Api.GetAsync("/cache/" + key)).Json.GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task A_write_ends_every_copy_on_every_node()
    {
        var key = KeyedCalls.NewKey();
        foreach (var value in new[] { 1, 2, 3 })
        {
            var (writer, reader) = value % 2 == 0 ? (nodes.Other, nodes.One) : (nodes.One, nodes.Other);
            await writer.SetValueAsync(key, value);
            Assert.Equal($"{value}", await writer.ValueAsync(key));
            await Eventually.HoldsAsync(async () => await reader.ValueAsync(key) == $"{value}", "the other node has the value too");
            // Into both memories, for the next write to end.
            Assert.Equal(($"{value}", "l1"), await writer.ReadAsync(key));
            await Eventually.HoldsAsync(async () => await reader.ReadAsync(key) == ($"{value}", "l1"), "it is in the other's memory");
        }
        var removed = await nodes.One.Api.DeleteAsync("/cache/" + key);
        Assert.Equal((200, $$"""{"success":true,"key":"{{key}}"}"""), (removed.Status, removed.Text));
        Assert.Equal("none", await nodes.One.ValueAsync(key));
        await Eventually.HoldsAsync(async () => await nodes.Other.ValueAsync(key) == "none", "the other node has it no more");
    }

    [Fact]
    public async Task To_remove_what_is_not_there_is_no_error() =>
        Assert.Equal(200, (await nodes.One.Api.DeleteAsync("/cache/" + KeyedCalls.NewKey())).Status);

    [Fact]
    public async Task Every_fault_of_a_write_is_told_at_once_with_its_place()
    {
        var reply = await nodes.One.Api.SendAsync("POST", "/cache", Body("""{"key":"","ttl":0,"strategy":"sometimes","tags":[1,""],"dependencies":"a","policy":"","x":1}"""));
        Assert.Equal((400, "bad-body"), (reply.Status, reply.Code));
        Assert.Equal(["/dependencies:wrong-type", "/key:required", "/policy:required", "/strategy:unknown-value", "/tags/0:wrong-type", "/tags/1:required", "/ttl:out-of-range", "/value:required", ":unknown-field"], reply.Faults);
    }

    [Theory]
    [InlineData("-1", "out-of-range")]
    [InlineData("0", "out-of-range")]
    [InlineData("31536001", "out-of-range")]
    [InlineData("1.5", "unknown-value")]
    [InlineData("1e99", "unknown-value")]
    [InlineData("\"-5m\"", "unknown-value")]
    [InlineData("\"forever\"", "unknown-value")]
    [InlineData("\"\\ud800\"", "unknown-value")]
    [InlineData("[]", "unknown-value")]
    public async Task A_lifetime_that_is_none_is_refused(string ttl, string code)
    {
        var reply = await nodes.One.Api.SendAsync("POST", "/cache", Body($$"""{"key":"k","value":1,"ttl":{{ttl}}}"""));
        Assert.Equal((400, "bad-body"), (reply.Status, reply.Code));
        Assert.Equal([$"/ttl:{code}"], reply.Faults);
    }

    [Fact]
    public async Task What_is_too_large_or_too_long_or_unknown_is_refused()
    {
        await Refused($$"""{"key":"{{new string('k', 257)}}","value":1}""", 400, "/key:too-long");
        await Refused("""{"key":"a\u0007b","value":1}""", 400, "/key:control-character");
        await Refused("""{"key":"a\ud800","value":1}""", 400, "/key:control-character");
        await Refused($$"""{"key":"k","value":"{{new string('v', 1 << 20)}}"}""", 400, "/value:too-large");
        await Refused($$"""{"key":"k","value":1,"tags":[{{string.Join(',', Enumerable.Range(0, 65).Select(static i => $"\"{i}\""))}}]}""", 400, "/tags:too-many");
        await Refused("""{"key":"k","value":1,"policy":"nobody_knows_it"}""", 400, "/policy:unknown-value");
        await Refused("""{"key":"k","value":1,"strategy":"write-behind","tags":["sensitive"]}""", 400, "/strategy:unknown-value");
        Assert.Equal(413, (await nodes.One.Api.SendAsync("POST", "/cache", Body($$"""{"key":"k","value":"{{new string('v', 1_600_000)}}"}"""))).Status);
        foreach (var reply in new[] { await nodes.One.Api.GetAsync("/cache/" + new string('k', 257)), await nodes.One.Api.DeleteAsync("/cache/") })
            Assert.Equal((400, "bad-key"), (reply.Status, reply.Code));

        async Task Refused(string body, int status, string fault)
        {
            var reply = await nodes.One.Api.SendAsync("POST", "/cache", Body(body));
            Assert.Equal(status, reply.Status);
            Assert.Equal([fault], reply.Faults);
        }
    }

    [Fact]
    public async Task The_largest_value_is_kept_and_served()
    {
        var key = KeyedCalls.NewKey();
        var value = $"\"{new string('v', (1 << 20) - 2)}\"";
        Assert.Equal(200, (await nodes.One.Api.SendAsync("POST", "/cache", Body($$"""{"key":"{{key}}","value":{{value}}}"""))).Status);
        Assert.Equal(value, await nodes.One.ValueAsync(key));
    }

    private static HttpContent Body(string json) => ApiClient.Content(Encoding.UTF8.GetBytes(json), "application/json");
}
