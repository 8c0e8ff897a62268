using System.Text.Json;
using System.Text.Json.Nodes;
using AIKernel.Catalog;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class ResourceRouteTests(HttpFixture fixture)
{
    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task A_created_resource_is_answered_with_its_address_tag_and_position()
    {
        var content = Samples.Resource();
        var created = await Api.PostAsync("/api/v1/resources", content);
        Assert.Equal(201, created.Status);
        Assert.Equal($"/api/v1/resources/{created.Id}", created.Header("Location"));
        Assert.Equal($"\"{created.Id:N}-1\"", created.Etag);
        Assert.Equal("no-store", created.Header("Cache-Control"));
        Assert.True(CatalogPosition.TryParse(created.Header("Catalog-Position"), out _));
        Assert.Equal(Samples.Reference(content), created.Json.GetProperty("ref").GetString());

        var read = await Api.GetAsync(created.Header("Location")!);
        Assert.Equal(200, read.Status);
        Assert.Equal(created.Text, read.Text);
        Assert.Equal(created.Etag, read.Etag);
        Assert.Equal("private, no-cache", read.Header("Cache-Control"));
        Assert.Equal("application/json; charset=utf-8", read.Header("Content-Type"));
    }

    [Fact]
    public async Task What_was_read_can_be_written_back_and_changes_nothing()
    {
        var created = await Api.CreateAsync(new JsonObject
        {
            ["kind"] = "dataset", ["namespace"] = "http-tests", ["name"] = Samples.Name("Full/Name@2024:x+y~z"), ["title"] = "Ünïcode \"quoted\" \\ 💡", ["description"] = "d", ["owner"] = "team",
            ["lifecycle"] = "deprecated", ["tags"] = new JsonArray("b", "a", "b"), ["labels"] = new JsonObject { ["k"] = "v" },
            ["links"] = new JsonArray(new JsonObject { ["title"] = "t", ["url"] = "https://example.com/x" }), ["spec"] = new JsonObject { ["z"] = 1.50, ["a"] = new JsonArray(1, null, true) },
        });
        Assert.Equal("""{"a":[1,null,true],"z":1.5}""", created.Json.GetProperty("spec").GetRawText());
        Assert.Equal("""["a","b"]""", created.Json.GetProperty("tags").GetRawText());
        Assert.Contains("Ünïcode", created.Text, StringComparison.Ordinal);

        var written = await Api.PutAsync(Samples.PathOf(created), JsonNode.Parse(created.Text)!, ("If-Match", created.Etag));
        Assert.Equal(200, written.Status);
        Assert.Equal(created.Text, written.Text);
        Assert.Equal(created.Etag, written.Etag);
        Assert.True(CatalogPosition.TryParse(written.Header("Catalog-Position"), out _));
    }

    [Fact]
    public async Task A_taken_name_is_refused_with_the_resource_in_the_way_whatever_its_case()
    {
        var content = Samples.Resource();
        var holder = await Api.CreateAsync(content);
        content["name"] = content["name"]!.GetValue<string>().ToUpperInvariant();
        var refused = await Api.PostAsync("/api/v1/resources", content);
        Assert.Equal(409, refused.Status);
        Assert.Equal("key-exists", refused.Code);
        Assert.Equal(holder.Id, refused.Id);
        Assert.Equal(holder.Json.GetProperty("ref").GetString(), refused.Json.GetProperty("ref").GetString());
        Assert.True(CatalogPosition.TryParse(refused.Header("Catalog-Position"), out _));
    }

    [Fact]
    public async Task A_replacement_makes_a_version_and_a_new_tag()
    {
        var content = Samples.Resource();
        var created = await Api.CreateAsync(content);
        content["title"] = "New title";
        var replaced = await Api.PutAsync(Samples.PathOf(created), content, ("If-Match", created.Etag));
        Assert.Equal(200, replaced.Status);
        Assert.Equal($"\"{created.Id:N}-2\"", replaced.Etag);
        Assert.Equal(2, replaced.Json.GetProperty("version").GetInt32());
        Assert.Equal(replaced.Text, (await Api.GetAsync(Samples.PathOf(created))).Text);

        var late = await Api.PutAsync(Samples.PathOf(created), content, ("If-Match", created.Etag));
        Assert.Equal(412, late.Status);
        Assert.Equal(replaced.Etag, late.Header("ETag"));
        Assert.Equal(replaced.Etag, late.Json.GetProperty("etag").GetString());
    }

    [Fact]
    public async Task A_resource_can_be_renamed_but_never_onto_another_and_never_change_its_kind()
    {
        var taken = await Api.CreateAsync();
        var content = Samples.Resource();
        var created = await Api.CreateAsync(content);
        content["name"] = taken.Json.GetProperty("name").GetString();
        var clash = await Api.PutAsync(Samples.PathOf(created), content, ("If-Match", "*"));
        Assert.Equal((409, "key-exists"), (clash.Status, clash.Code));
        Assert.Equal(taken.Id, clash.Id);

        content["name"] = Samples.Name("renamed");
        Assert.Equal(200, (await Api.PutAsync(Samples.PathOf(created), content, ("If-Match", "*"))).Status);
        content["kind"] = "dataset";
        var other = await Api.PutAsync(Samples.PathOf(created), content, ("If-Match", "*"));
        Assert.Equal((422, "kind-mismatch"), (other.Status, other.Code));
        Assert.Equal(["/kind:kind-mismatch"], other.Faults);
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_null_restores_the_default()
    {
        var content = Samples.Resource();
        content["owner"] = "somebody";
        content["labels"] = new JsonObject { ["keep"] = "1", ["drop"] = "2" };
        var created = await Api.CreateAsync(content);
        var patched = await Api.PatchAsync(
            Samples.PathOf(created), new JsonObject { ["owner"] = null, ["title"] = "Patched", ["labels"] = new JsonObject { ["drop"] = null } }, ("If-Match", created.Etag));
        Assert.Equal(200, patched.Status);
        Assert.Equal(JsonValueKind.Null, patched.Json.GetProperty("owner").ValueKind);
        Assert.Equal("Patched", patched.Json.GetProperty("title").GetString());
        Assert.Equal("""{"keep":"1"}""", patched.Json.GetProperty("labels").GetRawText());

        var plainJson = await Api.SendAsync("PATCH", Samples.PathOf(created), ApiClient.Json(new JsonObject { ["title"] = "Again" }), ("If-Match", "*"));
        Assert.Equal("Again", plainJson.Json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Patches_that_demand_no_revision_all_survive_a_race()
    {
        var created = await Api.CreateAsync();
        var racers = Enumerable.Range(0, 40).Select(number =>
            Api.PatchAsync(Samples.PathOf(created), new JsonObject { ["labels"] = new JsonObject { [$"racer-{number}"] = "was here" } }, ("If-Match", "*")));
        Assert.All(await Task.WhenAll(racers), static reply => Assert.Equal(200, reply.Status));
        Assert.Equal(40, (await Api.GetAsync(Samples.PathOf(created))).Json.GetProperty("labels").EnumerateObject().Count());
    }

    [Fact]
    public async Task A_deleted_resource_is_gone_until_it_is_restored_and_a_purged_one_for_good()
    {
        var created = await Api.CreateAsync();
        var path = Samples.PathOf(created);
        var reference = Uri.EscapeDataString(created.Json.GetProperty("ref").GetString()!);
        var deleted = await Api.DeleteAsync(path, ("If-Match", created.Etag));
        Assert.Equal(204, deleted.Status);
        Assert.Empty(deleted.Bytes);
        Assert.Equal($"\"{created.Id:N}-2\"", deleted.Etag);

        foreach (var gone in new[] { await Api.GetAsync(path), await Api.GetAsync($"/api/v1/resources/by-ref?ref={reference}") })
        {
            Assert.Equal((410, "gone"), (gone.Status, gone.Code));
            Assert.Equal(deleted.Etag, gone.Etag);
        }
        Assert.Equal(410, (await Api.PatchAsync(path, new JsonObject { ["title"] = "x" }, ("If-Match", "*"))).Status);
        Assert.Equal(410, (await Api.DeleteAsync(path, ("If-Match", "*"))).Status);

        var restored = await Api.SendAsync("POST", path + "/restore", null, ("If-Match", deleted.Etag));
        Assert.Equal(200, restored.Status);
        Assert.Equal($"\"{created.Id:N}-3\"", restored.Etag);
        var again = await Api.SendAsync("POST", path + "/restore", null, ("If-Match", restored.Etag));
        Assert.Equal((200, restored.Etag), (again.Status, again.Etag));

        Assert.Equal(204, (await Api.DeleteAsync(path + "?purge=true", ("If-Match", restored.Etag))).Status);
        Assert.Equal(404, (await Api.GetAsync(path)).Status);
        Assert.Equal(404, (await Api.DeleteAsync(path, ("If-Match", "*"))).Status);
    }

    [Fact]
    public async Task A_name_taken_meanwhile_stands_in_the_way_of_a_restore()
    {
        var content = Samples.Resource();
        var first = await Api.CreateAsync(content);
        await Api.DeleteAsync(Samples.PathOf(first), ("If-Match", "*"));
        var second = await Api.CreateAsync(content);
        var refused = await Api.SendAsync("POST", Samples.PathOf(first) + "/restore", null, ("If-Match", "*"));
        Assert.Equal((409, "key-exists"), (refused.Status, refused.Code));
        Assert.Equal(second.Id, refused.Id);
    }

    [Fact]
    public async Task Addresses_of_what_does_not_exist_are_not_found_whatever_their_form()
    {
        foreach (var id in new[] { Guid.NewGuid().ToString(), Guid.NewGuid().ToString("N"), "{0}", "x", "0", "%e2%80%8b", "..%2f" })
        {
            var reply = await Api.GetAsync($"/api/v1/resources/{id}");
            Assert.True(reply.Status == 404, reply.ToString());
            Assert.Equal("application/problem+json", reply.Header("Content-Type"));
        }
    }
}
