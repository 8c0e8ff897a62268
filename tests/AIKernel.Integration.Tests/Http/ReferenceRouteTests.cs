using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class ReferenceRouteTests(HttpFixture fixture)
{
    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task A_reference_leads_to_its_resource_without_regard_to_case()
    {
        var created = await Api.CreateAsync(Samples.Resource(name: Samples.Name("Some/Name@2024:v+1")));
        var reference = created.Json.GetProperty("ref").GetString()!;
        var upper = reference[..reference.IndexOf('/', StringComparison.Ordinal)] + reference[reference.IndexOf('/', StringComparison.Ordinal)..].ToUpperInvariant();
        foreach (var spelling in new[] { reference, upper })
        {
            var read = await Api.GetAsync(Path(spelling));
            Assert.Equal(200, read.Status);
            Assert.Equal(created.Text, read.Text);
        }
        Assert.Equal(404, (await Api.GetAsync(Path("model:http-tests/nobody"))).Status);
    }

    [Fact]
    public async Task A_reference_with_a_version_leads_to_the_versions_address()
    {
        var created = await Api.CreateAsync();
        var reply = await Api.GetAsync(Path(created.Json.GetProperty("ref").GetString() + ";v=1"));
        Assert.Equal(307, reply.Status);
        Assert.Equal($"/api/v1/resources/{created.Id}/versions/1", reply.Header("Location"));
        Assert.Equal(200, (await Api.GetAsync(reply.Header("Location")!)).Status);
    }

    [Fact]
    public async Task Writing_by_reference_creates_then_replaces_then_changes_nothing()
    {
        var reference = $"agent:http-tests/{Samples.Name("upserted")}";
        var created = await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "one" });
        Assert.Equal(201, created.Status);
        Assert.Equal($"/api/v1/resources/{created.Id}", created.Header("Location"));
        Assert.Equal(reference, created.Json.GetProperty("ref").GetString());

        var replaced = await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "two" });
        Assert.Equal((200, created.Id), (replaced.Status, replaced.Id));
        var unchanged = await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "two" });
        Assert.Equal((200, replaced.Etag), (unchanged.Status, unchanged.Etag));
    }

    [Fact]
    public async Task Writing_by_reference_keeps_to_its_preconditions()
    {
        var reference = $"agent:http-tests/{Samples.Name("upserted")}";
        var absent = await Api.PutAsync(Path(reference), new JsonObject(), ("If-Match", "*"));
        Assert.Equal((412, "precondition-failed"), (absent.Status, absent.Code));
        Assert.NotNull(absent.Header("Catalog-Position"));
        Assert.Equal(404, (await Api.GetAsync(Path(reference))).Status);

        var created = await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "one" }, ("If-None-Match", "*"));
        Assert.Equal(201, created.Status);
        Assert.Equal(412, (await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "two" }, ("If-None-Match", "*"))).Status);
        Assert.Equal(412, (await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "two" }, ("If-None-Match", $"W/{created.Etag}"))).Status);
        Assert.Equal(412, (await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "two" }, ("If-Match", $"W/{created.Etag}"))).Status);
        Assert.Equal(412, (await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "two" }, ("If-Unmodified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"))).Status);
        Assert.Equal("one", (await Api.GetAsync(Path(reference))).Json.GetProperty("title").GetString());

        Assert.Equal(200, (await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "two" }, ("If-Match", $"\"other\", {created.Etag}"))).Status);
        Assert.Equal(412, (await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "three" }, ("If-Match", created.Etag))).Status);
        Assert.Equal(200, (await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "three" }, ("If-None-Match", created.Etag))).Status);
        Assert.Equal(200, (await Api.PutAsync(Path(reference), new JsonObject { ["title"] = "four" }, ("If-Match", "*"))).Status);
    }

    [Fact]
    public async Task Of_many_who_would_create_only_one_does()
    {
        var path = Path($"agent:http-tests/{Samples.Name("contested")}");
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            Api.PutAsync(path, new JsonObject { ["title"] = $"writer {number}" }, ("If-None-Match", "*"))));
        Assert.Single(replies, static reply => reply.Status == 201);
        Assert.Equal(7, replies.Count(static reply => reply.Status == 412));
    }

    [Fact]
    public async Task A_body_about_another_resource_is_refused()
    {
        var reply = await Api.PutAsync(Path("agent:http-tests/somebody"), new JsonObject { ["kind"] = "tool", ["namespace"] = "elsewhere", ["name"] = "else" });
        Assert.Equal(422, reply.Status);
        Assert.Equal(["/kind:reference-mismatch", "/name:reference-mismatch", "/namespace:reference-mismatch"], reply.Faults);
        Assert.Equal(404, (await Api.GetAsync(Path("agent:http-tests/somebody"))).Status);
        Assert.Equal(404, (await Api.GetAsync(Path("tool:elsewhere/else"))).Status);
    }

    [Theory]
    [InlineData("", "required")]
    [InlineData("model", "pattern")]
    [InlineData("model:", "pattern")]
    [InlineData("model:ns/", "pattern")]
    [InlineData("model:NS/name", "pattern")]
    [InlineData("model:ns/a//b", "pattern")]
    [InlineData("model:ns/../b", "pattern")]
    [InlineData("model:ns/*", "pattern")]
    [InlineData("starship:ns/name", "unknown-kind")]
    [InlineData("model:ns/name;v=0", "pattern")]
    [InlineData("model:ns/na\u0000me", "control-character")]
    public async Task A_malformed_reference_is_refused(string reference, string code)
    {
        foreach (var path in new[] { "/api/v1/resources/by-ref", "/api/v1/lineage", "/api/v1/impact" })
        {
            var reply = await Api.GetAsync($"{path}?ref={Uri.EscapeDataString(reference)}");
            Assert.Equal((400, "bad-query"), (reply.Status, reply.Code));
            Assert.Contains($"ref:{code}", reply.Faults);
        }
    }

    private static string Path(string reference) => $"/api/v1/resources/by-ref?ref={Uri.EscapeDataString(reference)}";
}
