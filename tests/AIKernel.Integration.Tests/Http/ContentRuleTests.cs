using System.Text;
using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

/// <summary>Each rule for content, broken by a request: 422 at the right place, on every way in, and nothing left behind.</summary>
[Collection(HttpCollection.Name)]
public sealed class ContentRuleTests(HttpFixture fixture)
{
    private ApiClient Api => fixture.Api;

    public static TheoryData<string, string> Rules
    {
        get
        {
            var rules = new TheoryData<string, string>
            {
                { """{"kind":"starship"}""", "/kind:unknown-kind" }, { """{"kind":"Model"}""", "/kind:unknown-kind" }, { """{"kind":null}""", "/kind:required" }, { """{"kind":7}""", "/kind:wrong-type" },
                { """{"namespace":""}""", "/namespace:required" }, { """{"namespace":"Upper"}""", "/namespace:pattern" }, { """{"namespace":"-a"}""", "/namespace:pattern" }, { """{"namespace":"a/b"}""", "/namespace:pattern" },
                { """{"name":""}""", "/name:required" }, { """{"name":"*"}""", "/name:pattern" }, { """{"name":"a//b"}""", "/name:pattern" }, { """{"name":"a/../b"}""", "/name:pattern" }, { """{"name":"a/."}""", "/name:pattern" },
                { """{"name":"a/"}""", "/name:pattern" }, { """{"name":"/a"}""", "/name:pattern" }, { """{"name":"a b"}""", "/name:pattern" }, { """{"name":"é"}""", "/name:pattern" },
                { """{"title":"a\u0000b"}""", "/title:control-character" }, { """{"title":"a\u0007b"}""", "/title:control-character" }, { """{"title":"\ud800"}""", "/title:control-character" }, { """{"title":[]}""", "/title:wrong-type" },
                { """{"description":"\u0001"}""", "/description:control-character" }, { """{"description":{}}""", "/description:wrong-type" }, { """{"owner":"\u0000"}""", "/owner:control-character" }, { """{"owner":1}""", "/owner:wrong-type" },
                { """{"lifecycle":"dead"}""", "/lifecycle:unknown-value" }, { """{"lifecycle":1}""", "/lifecycle:wrong-type" },
                { """{"tags":"a"}""", "/tags:wrong-type" }, { """{"tags":["A"]}""", "/tags/0:pattern" }, { """{"tags":["a",7]}""", "/tags/1:wrong-type" }, { """{"tags":["a b"]}""", "/tags/0:pattern" },
                { """{"labels":[]}""", "/labels:wrong-type" }, { """{"labels":{"a":1}}""", "/labels/a:wrong-type" }, { """{"labels":{"a":"\u0000"}}""", "/labels/a:control-character" },
                { """{"links":{}}""", "/links:wrong-type" }, { """{"links":[{"title":"a","url":"/relative"}]}""", "/links/0/url:invalid-url" }, { """{"links":[{"title":"a","url":"javascript:alert(1)"}]}""", "/links/0/url:invalid-url" },
                { """{"links":[{"title":"a"}]}""", "/links/0/url:required" }, { """{"spec":[]}""", "/spec:wrong-type" }, { """{"spec":{"a":"\ud800"}}""", "/spec/a:control-character" },
                { """{"colour":"red"}""", "/colour:unknown-field" },
            };
            Add("name", new string('n', 256), "/name:pattern");
            Add("namespace", new string('n', 64), "/namespace:pattern");
            Add("title", new string('t', 201), "/title:too-long");
            Add("description", new string('d', 8193), "/description:too-long");
            Add("owner", new string('o', 256), "/owner:too-long");
            Add("tags", new JsonArray([.. Enumerable.Range(0, 51).Select(static number => (JsonNode)$"t{number}")]), "/tags:too-many");
            Add("tags", new JsonArray(new string('t', 64)), "/tags/0:pattern");
            Add("labels", new JsonObject(Enumerable.Range(0, 65).Select(static number => KeyValuePair.Create($"k{number}", (JsonNode?)"v"))), "/labels:too-many");
            Add("labels", new JsonObject { ["k"] = new string('v', 256) }, "/labels/k:too-long");
            Add("links", new JsonArray([.. Enumerable.Range(0, 21).Select(static number => new JsonObject { ["title"] = "t", ["url"] = $"https://example.com/{number}" })]), "/links:too-many");
            Add("spec", new JsonObject { ["s"] = new string('s', 256 << 10) }, "/spec:too-large");
            Add("spec", JsonNode.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 33)) + "1" + new string('}', 33))!, "/spec" + string.Concat(Enumerable.Repeat("/a", 32)) + ":too-deep");
            return rules;

            void Add(string member, JsonNode value, string fault) => rules.Add(new JsonObject { [member] = value }.ToJsonString(), fault);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_broken_rule_is_told_on_every_way_in(string broken, string fault)
    {
        var name = Samples.Name("broken");
        var body = Encoding.UTF8.GetBytes(Merge($$"""{"kind":"model","namespace":"http-rules","name":"{{name}}"}""", broken));
        Assert.Equal([fault], Refused(await SendAsync("POST", "/resources", body)));

        var holder = await Api.CreateAsync();
        var before = await Api.GetAsync(Samples.PathOf(holder));
        Assert.Equal([fault], Refused(await SendAsync("PUT", $"/resources/{holder.Id}", body)));
        if (!broken.Contains(":null", StringComparison.Ordinal))
            Assert.Equal([fault], Refused(await SendAsync("PATCH", $"/resources/{holder.Id}", Encoding.UTF8.GetBytes(broken))));
        if (!broken.Contains("\"kind\"", StringComparison.Ordinal) && !broken.Contains("\"name", StringComparison.Ordinal))
            Assert.Equal([fault], Refused(await SendAsync("PUT", $"/resources/by-ref?ref=model:http-rules/{name}", body)));

        Assert.Equal(before.Text, (await Api.GetAsync(Samples.PathOf(holder))).Text);
        Assert.Empty((await Api.GetAsync("/api/v1/resources?ns=http-rules", ("Cache-Control", "no-cache"))).Items);
        Assert.Equal(404, (await Api.GetAsync($"/api/v1/resources/by-ref?ref=model:http-rules/{name}")).Status);
    }

    [Fact]
    public async Task All_faults_of_a_body_are_told_at_once()
    {
        var reply = await Api.PostAsync("/api/v1/resources", new JsonObject { ["kind"] = "starship", ["title"] = new string('t', 201), ["tags"] = new JsonArray("A", "B"), ["x"] = 1 });
        Assert.Equal((422, "validation-failed"), (reply.Status, reply.Code));
        Assert.Equal(["/kind:unknown-kind", "/name:required", "/namespace:required", "/tags/0:pattern", "/tags/1:pattern", "/title:too-long", "/x:unknown-field"], reply.Faults);
    }

    [Fact]
    public async Task The_largest_allowed_content_is_accepted()
    {
        var content = Samples.Resource();
        content["title"] = string.Concat(Enumerable.Repeat("💡", 200));
        content["description"] = new string('d', 8192);
        content["tags"] = new JsonArray([.. Enumerable.Range(0, 50).Select(static number => (JsonNode)$"t{number}:{new string('x', 60)}"[..63])]);
        content["labels"] = new JsonObject(Enumerable.Range(0, 64).Select(static number => KeyValuePair.Create($"k{number}".PadRight(253, 'k'), (JsonNode?)new string('v', 255))));
        content["spec"] = new JsonObject { ["s"] = new string('s', (256 << 10) - 8) };
        var created = await Api.CreateAsync(content);
        Assert.Equal(created.Text, (await Api.GetAsync(Samples.PathOf(created))).Text);
    }

    [Fact]
    public async Task Text_is_kept_in_one_normal_form()
    {
        var content = Samples.Resource();
        content["title"] = "Cafe\u0301";
        Assert.Equal("Caf\u00e9", (await Api.CreateAsync(content)).Json.GetProperty("title").GetString());
    }

    private static string[] Refused(Reply reply)
    {
        Assert.True(reply.Status == 422 && reply.Code == "validation-failed", reply.ToString());
        Assert.Equal("application/problem+json", reply.Header("Content-Type"));
        return reply.Faults;
    }

    /// <summary>The valid body with the broken members in place of its own, as text: the body may be none that a JSON library would write.</summary>
    private static string Merge(string valid, string broken)
    {
        var member = broken[1..broken.IndexOf(':', StringComparison.Ordinal)];
        var kept = valid.Trim('{', '}').Split(',').Where(part => !part.StartsWith(member, StringComparison.Ordinal));
        return $"{{{string.Join(',', kept)},{broken[1..]}";
    }

    private Task<Reply> SendAsync(string method, string path, byte[] body) =>
        Api.SendAsync(method, "/api/v1" + path, ApiClient.Content(body, "application/json"), ("If-Match", "*"));
}
