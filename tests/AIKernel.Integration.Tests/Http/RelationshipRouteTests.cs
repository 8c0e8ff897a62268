using System.Text;
using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class RelationshipRouteTests(HttpFixture fixture)
{
    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task Ends_are_named_by_id_or_by_reference()
    {
        var (source, target) = (await Api.CreateAsync(), await Api.CreateAsync());
        var created = await Api.PostAsync("/api/v1/relationships", new JsonObject
        {
            ["source"] = source.Id, ["type"] = "trained_on", ["target"] = target.Json.GetProperty("ref").GetString(), ["properties"] = new JsonObject { ["split"] = "train" },
        });
        Assert.Equal(201, created.Status);
        Assert.Equal($"/api/v1/relationships/{created.Id}", created.Header("Location"));
        Assert.NotNull(created.Header("Catalog-Position"));
        Assert.Equal((source.Id, target.Id), (created.Json.GetProperty("source").GetGuid(), created.Json.GetProperty("target").GetGuid()));
        var read = await Api.GetAsync(created.Header("Location")!);
        Assert.Equal((200, created.Text, created.Etag), (read.Status, read.Text, read.Etag));
        Assert.StartsWith($"\"{created.Id:N}-1-", created.Etag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_relationship_twice_is_a_conflict_that_names_the_first()
    {
        var (source, target) = (await Api.CreateAsync(), await Api.CreateAsync());
        var first = await Api.RelateAsync(source, "uses", target);
        var second = await Api.PostAsync("/api/v1/relationships", new JsonObject { ["source"] = source.Id, ["type"] = "uses", ["target"] = target.Id });
        Assert.Equal((409, "duplicate"), (second.Status, second.Code));
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(201, (await Api.PostAsync("/api/v1/relationships", new JsonObject { ["source"] = source.Id, ["type"] = "depends_on", ["target"] = target.Id })).Status);
    }

    [Fact]
    public async Task A_cycle_of_an_acyclic_type_is_refused_with_the_path_that_exists()
    {
        var (a, b, c) = (await Api.CreateAsync(), await Api.CreateAsync(), await Api.CreateAsync());
        await Api.RelateAsync(a, "derived_from", b);
        await Api.RelateAsync(b, "derived_from", c);
        var refused = await Api.PostAsync("/api/v1/relationships", new JsonObject { ["source"] = c.Id, ["type"] = "derived_from", ["target"] = a.Id });
        Assert.Equal((409, "cycle"), (refused.Status, refused.Code));
        Assert.Equal([Ref(a), Ref(b), Ref(c)], refused.Json.GetProperty("path").EnumerateArray().Select(static step => step.GetString()));
        Assert.Equal(201, (await Api.PostAsync("/api/v1/relationships", new JsonObject { ["source"] = c.Id, ["type"] = "depends_on", ["target"] = a.Id })).Status);
    }

    [Fact]
    public async Task Ends_that_do_not_exist_are_told_both()
    {
        var existing = await Api.CreateAsync();
        var deleted = await Api.CreateAsync();
        await Api.DeleteAsync(Samples.PathOf(deleted), ("If-Match", "*"));
        await ExpectAsync("model:http-tests/nobody", existing.Id.ToString(), "source-not-found", "/source:not-found");
        await ExpectAsync(Guid.NewGuid().ToString(), existing.Id.ToString(), "source-not-found", "/source:not-found");
        await ExpectAsync(existing.Id.ToString(), "model:http-tests/nobody", "target-not-found", "/target:not-found");
        await ExpectAsync(existing.Id.ToString(), Guid.NewGuid().ToString(), "target-not-found", "/target:not-found");
        await ExpectAsync(existing.Id.ToString(), Ref(deleted), "target-not-found", "/target:not-found");
        await ExpectAsync(existing.Id.ToString(), deleted.Id.ToString(), "target-not-found", "/target:not-found");
        await ExpectAsync("model:http-tests/nobody", "model:http-tests/nothing", "source-not-found", "/source:not-found", "/target:not-found");

        async Task ExpectAsync(string source, string target, string code, params string[] faults)
        {
            var reply = await Api.PostAsync("/api/v1/relationships", new JsonObject { ["source"] = source, ["type"] = "uses", ["target"] = target });
            Assert.Equal((404, code), (reply.Status, reply.Code));
            Assert.Equal(faults, reply.Faults);
        }
    }

    [Theory]
    [InlineData("""[]""", ":wrong-type")]
    [InlineData("""{}""", "/source:required", "/target:required", "/type:required")]
    [InlineData("""{"source":"x","type":"uses","target":"model:a/b"}""", "/source:pattern")]
    [InlineData("""{"source":"starship:a/b","type":"uses","target":"model:a/b"}""", "/source:unknown-kind")]
    [InlineData("""{"source":"model:a/c","type":"likes","target":"model:a/b"}""", "/type:unknown-type")]
    [InlineData("""{"source":"model:a/b","type":"uses","target":"model:a/B"}""", "/target:self-edge")]
    [InlineData("""{"source":"model:a/b","type":"uses","target":"model:a/c","properties":[]}""", "/properties:wrong-type")]
    [InlineData("""{"source":"model:a/b","type":"uses","target":"model:a/c","weight":1}""", "/weight:unknown-field")]
    [InlineData("""{"source":1,"type":2,"target":{}}""", "/source:wrong-type", "/target:wrong-type", "/type:wrong-type")]
    public async Task A_relationship_that_breaks_rules_is_refused(string body, params string[] faults)
    {
        var reply = await Api.SendAsync("POST", "/api/v1/relationships", ApiClient.Content(Encoding.UTF8.GetBytes(body), "application/json"));
        Assert.Equal((422, "validation-failed"), (reply.Status, reply.Code));
        Assert.Equal(faults, reply.Faults);
    }

    [Fact]
    public async Task A_resource_cannot_be_related_to_itself_however_it_is_named()
    {
        var one = await Api.CreateAsync();
        foreach (var (source, target) in new[] { (one.Id.ToString(), one.Id.ToString()), (one.Id.ToString(), Ref(one)), (Ref(one), Ref(one)) })
        {
            var reply = await Api.PostAsync("/api/v1/relationships", new JsonObject { ["source"] = source, ["type"] = "related_to", ["target"] = target });
            Assert.Equal(422, reply.Status);
            Assert.Equal(["/target:self-edge"], reply.Faults);
        }
        Assert.Empty((await Api.GetAsync(Samples.PathOf(one) + "/relationships")).Items);
    }

    [Fact]
    public async Task Properties_are_patched_and_the_ends_cannot_be()
    {
        var edge = await Api.RelateAsync(await Api.CreateAsync(), "uses", await Api.CreateAsync());
        var path = edge.Header("Location")!;
        var patched = await Api.PatchAsync(path, new JsonObject { ["properties"] = new JsonObject { ["b"] = 2, ["a"] = 1 } }, ("If-Match", edge.Etag));
        Assert.Equal((200, """{"a":1,"b":2}"""), (patched.Status, patched.Json.GetProperty("properties").GetRawText()));
        patched = await Api.PatchAsync(path, new JsonObject { ["properties"] = new JsonObject { ["a"] = null } }, ("If-Match", patched.Etag));
        Assert.Equal("""{"b":2}""", patched.Json.GetProperty("properties").GetRawText());
        Assert.Equal(3, patched.Json.GetProperty("revision").GetInt32());
        var same = await Api.PatchAsync(path, new JsonObject { ["properties"] = new JsonObject { ["b"] = 2 } }, ("If-Match", patched.Etag));
        Assert.Equal((200, patched.Etag), (same.Status, same.Etag));
        var moved = await Api.PatchAsync(path, new JsonObject { ["type"] = "guards" }, ("If-Match", "*"));
        Assert.Equal(["/type:unknown-field"], moved.Faults);
    }

    [Fact]
    public async Task Patches_that_demand_no_revision_all_survive_a_race()
    {
        var edge = await Api.RelateAsync(await Api.CreateAsync(), "uses", await Api.CreateAsync());
        var path = edge.Header("Location")!;
        var racers = Enumerable.Range(0, 20).Select(number =>
            Api.PatchAsync(path, new JsonObject { ["properties"] = new JsonObject { [$"racer-{number}"] = "was here" } }, ("If-Match", "*")));
        Assert.All(await Task.WhenAll(racers), static reply => Assert.Equal(200, reply.Status));
        Assert.Equal(20, (await Api.GetAsync(path)).Json.GetProperty("properties").EnumerateObject().Count());
    }

    [Fact]
    public async Task A_removed_relationship_is_gone_and_its_ends_stay()
    {
        var (source, target) = (await Api.CreateAsync(), await Api.CreateAsync());
        var edge = await Api.RelateAsync(source, "uses", target);
        var path = edge.Header("Location")!;
        Assert.Equal(204, (await Api.DeleteAsync(path, ("If-Match", edge.Etag))).Status);
        Assert.Equal(404, (await Api.GetAsync(path)).Status);
        Assert.Equal(404, (await Api.DeleteAsync(path, ("If-Match", edge.Etag))).Status);
        Assert.Equal(404, (await Api.PatchAsync(path, new JsonObject(), ("If-Match", "*"))).Status);
        Assert.Equal(200, (await Api.GetAsync(Samples.PathOf(source))).Status);
    }

    [Fact]
    public async Task Edges_are_listed_by_direction_and_type_and_in_pages()
    {
        var hub = await Api.CreateAsync();
        var expected = new List<Guid>();
        foreach (var type in new[] { "uses", "depends_on", "uses" }) expected.Add((await Api.RelateAsync(hub, type, await Api.CreateAsync())).Id);
        var incoming = await Api.RelateAsync(await Api.CreateAsync(), "evaluates", hub);
        var path = Samples.PathOf(hub) + "/relationships";
        Assert.Equal(4, (await Api.GetAsync(path)).Items.Count());
        Assert.Equal([incoming.Id], (await Api.GetAsync(path + "?direction=incoming")).Items.Select(static item => item.GetProperty("id").GetGuid()));
        Assert.Equal(2, (await Api.GetAsync(path + "?type=uses")).Items.Count());
        Assert.Equal(3, (await Api.GetAsync(path + "?type=uses,depends_on&direction=outgoing")).Items.Count());
        var first = await Api.GetAsync(path + "?limit=3");
        var second = await Api.GetAsync($"{path}?limit=3&cursor={first.Json.GetProperty("nextCursor").GetString()}");
        Assert.Equal(4, first.Items.Concat(second.Items).Select(static item => item.GetProperty("id").GetGuid()).Distinct().Count());
        Assert.Equal("bad-cursor", (await Api.GetAsync($"{path}?direction=incoming&cursor={first.Json.GetProperty("nextCursor").GetString()}")).Code);
        Assert.Equal(404, (await Api.GetAsync($"/api/v1/resources/{Guid.NewGuid()}/relationships")).Status);
    }

    private static string Ref(Reply resource) => resource.Json.GetProperty("ref").GetString()!;
}
