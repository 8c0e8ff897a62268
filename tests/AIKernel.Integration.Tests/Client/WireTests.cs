using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using AIKernel.Catalog.Client;
using AIKernel.Integration.Tests.Http;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.TestKit.Caching;

namespace AIKernel.Integration.Tests.Client;

/// <summary>The client over the wire to the real host.</summary>
[Collection(HttpCollection.Name)]
public sealed class WireTests : IDisposable
{
    private readonly HttpFixture _fixture;
    private readonly Recorder _wire = new();
    private readonly ManualTimeProvider _time = new();
    private readonly HttpClient _http;
    private readonly CatalogClient _catalog;

    public WireTests(HttpFixture fixture)
    {
        _fixture = fixture;
        _http = new(_wire) { BaseAddress = fixture.Api.Address };
        _catalog = new(_http, time: _time);
    }

    public void Dispose()
    {
        _catalog.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task The_client_asks_for_every_operation_but_import_and_export_in_the_words_of_the_contract()
    {
        await UseEverythingAsync();
        var operations = (await _fixture.Api.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").EnumerateObject()
            .Where(static path => path.Name.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(static path => path.Value.EnumerateObject().Select(operation => (Method: operation.Name.ToUpperInvariant(), Path: path.Name, Json: operation.Value))).ToList();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (method, address, status, _) in _wire.Exchanges)
        {
            Assert.True(status < 300, $"{method} {address} -> {status}");
            var (_, _, operation) = operations.Where(one => one.Method == method.Method && Matches(one.Path, address.AbsolutePath)).MinBy(static one => one.Path.Count(static letter => letter == '{'));
            asked.Add(operation.GetProperty("operationId").GetString()!);
            var known = operation.GetProperty("parameters").EnumerateArray().Select(static parameter => parameter.GetProperty("name").GetString()).ToHashSet();
            Assert.All(HttpUtility.ParseQueryString(address.Query).AllKeys, name => Assert.Contains(name!.StartsWith("label.", StringComparison.Ordinal) ? "label.K" : name, known));
        }
        Assert.Equal(["contractBesideApi", "export", "import"], operations.Select(static one => one.Json.GetProperty("operationId").GetString()!).Except(asked).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_written_is_what_is_read()
    {
        var content = Content() with
        {
            Title = "Ein Modell ü", Description = "Text", Owner = "team-a", Lifecycle = "draft", Tags = ["a", "b"], Labels = new Dictionary<string, string> { ["k"] = "v" },
            Links = [new("Card", "https://example.com/card")], Spec = JsonElement.Parse("""{"n":[1,2.5,"x"]}"""),
        };
        var created = await _catalog.CreateAsync(content);
        var read = (await _catalog.GetAsync(created.Id))!;
        Assert.Equal(JsonSerializer.Serialize(content), JsonSerializer.Serialize(read.ToContent()));
        Assert.Equal((created.Ref, 1, 1L, created.ETag, null), (read.Ref, read.Version, read.Revision, read.ETag, read.DeletedAt));
        Assert.Same(await _catalog.GetAsync(created.Ref), await _catalog.GetAsync(created.Ref));
        Assert.Equal(3, _wire.Exchanges.Count);

        var unchanged = await _catalog.UpdateAsync(created.Id, read.ToContent(), read.ETag);
        Assert.Equal((WriteStatus.Updated, read.ETag), (unchanged.Status, unchanged.ETag));
    }

    [Fact]
    public async Task What_is_still_right_is_revalidated_with_304_items_lists_and_compressed_answers_alike()
    {
        for (var i = 0; i < 5; i++) await _catalog.CreateAsync(Content());
        var id = (await _catalog.CreateAsync(Content())).Id;
        var query = new ResourceQuery { Namespace = "http-tests", Limit = 5 };
        var (item, list) = (await _catalog.GetAsync(id), await _catalog.ListAsync(query));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Same(item, await _catalog.GetAsync(id));
        Assert.Same(list, await _catalog.ListAsync(query));
        await Eventually.HoldsAsync(() => Task.FromResult(_catalog.Fetching == 0), "both are revalidated");
        Assert.Equal([200, 200, 304, 304], _wire.Exchanges.Skip(6).Select(static exchange => exchange.Status));
        Assert.Contains(_wire.Exchanges, static exchange => exchange is { Status: 304, ETag: { } tag } && tag.EndsWith("-gzip\"", StringComparison.Ordinal)); // the list came compressed
        Assert.Same(list, await _catalog.ListAsync(query));
    }

    [Fact]
    public async Task A_write_that_lost_a_race_is_told_so_and_the_next_read_sees_the_winner()
    {
        var mine = await _catalog.CreateAsync(Content());
        await _catalog.GetAsync(mine.Id);
        await _fixture.Api.PatchAsync($"/api/v1/resources/{mine.Id}", new JsonObject { ["title"] = "Theirs" }, ("If-Match", mine.ETag));
        var lost = await _catalog.PatchAsync(mine.Id, new JsonObject { ["title"] = "Mine" }, mine.ETag);
        Assert.Equal(WriteStatus.PreconditionFailed, lost.Status);
        var current = (await _catalog.GetAsync(mine.Id))!;
        Assert.Equal(("Theirs", lost.ETag), (current.Title, current.ETag));
    }

    [Fact]
    public async Task A_deleted_resource_is_absent_and_its_delete_tells_what_restores_it()
    {
        var created = await _catalog.CreateAsync(Content());
        var deleted = await _catalog.DeleteAsync(created.Id, created.ETag);
        Assert.Null(await _catalog.GetAsync(created.Id));
        Assert.Null(await _catalog.GetAsync(created.Ref));
        Assert.Equal(WriteStatus.Absent, (await _catalog.PatchAsync(created.Id, new JsonObject { ["title"] = "x" }, "*")).Status);
        Assert.Equal(WriteStatus.Updated, (await _catalog.RestoreAsync(created.Id, deleted.ETag!)).Status);
        Assert.NotNull(await _catalog.GetAsync(created.Ref));
    }

    [Fact]
    public async Task Refusals_tell_all_that_the_catalog_says()
    {
        var (one, two) = (await _catalog.CreateAsync(Content()), await _catalog.CreateAsync(Content()));
        var invalid = await Assert.ThrowsAsync<CatalogException>(() => _catalog.CreateAsync(Content() with { Name = "*", Tags = ["A B"], Lifecycle = "gone" }));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "validation-failed"), (invalid.Status, invalid.Code));
        Assert.Equal(["/lifecycle", "/name", "/tags/0"], invalid.Faults.Select(static fault => fault.Pointer!).Order(StringComparer.Ordinal));
        var taken = await Assert.ThrowsAsync<CatalogException>(() => _catalog.CreateAsync(one.ToContent()));
        Assert.Equal(("key-exists", one.Id, one.Ref), (taken.Code, taken.Id, taken.Ref));
        await _catalog.RelateAsync(new($"{one.Id}", "derived_from", two.Ref));
        var cycle = await Assert.ThrowsAsync<CatalogException>(() => _catalog.RelateAsync(new($"{two.Id}", "derived_from", one.Ref)));
        Assert.Equal(("cycle", 2), (cycle.Code, cycle.Path.Count));
        var bad = await Assert.ThrowsAsync<CatalogException>(() => _catalog.SearchAsync(new() { Limit = 0, Kinds = ["nonsense"] }).AsTask());
        Assert.Equal(["kind", "limit"], bad.Faults.Select(static fault => fault.Parameter!).Order(StringComparer.Ordinal));
        Assert.Equal("target-not-found", (await Assert.ThrowsAsync<CatalogException>(() => _catalog.RelateAsync(new(one.Ref, "uses", "model:http-tests/nowhere")))).Code);
    }

    [Fact]
    public async Task At_a_wrong_address_nothing_reads_as_absent()
    {
        using var http = new HttpClient { BaseAddress = new(_fixture.Api.Address, "elsewhere/") };
        using var lost = new CatalogClient(http);
        var unknown = await Assert.ThrowsAsync<CatalogException>(() => lost.GetAsync(Guid.NewGuid()).AsTask());
        Assert.Equal((HttpStatusCode.NotFound, "unknown-route"), (unknown.Status, unknown.Code));
    }

    private static ResourceContent Content() => new() { Kind = "model", Namespace = "http-tests", Name = Samples.Name("client") };

    private static bool Matches(string template, string path) => Regex.IsMatch(path, $"^{Regex.Replace(template, @"\{\w+\}", "[^/]+")}$");

    /// <summary>Every method once, with every parameter.</summary>
    private async Task UseEverythingAsync()
    {
        var (one, two) = (await _catalog.CreateAsync(Content()), (await _catalog.UpsertAsync(Content())).Value!);
        one = (await _catalog.UpdateAsync(one.Id, one.ToContent() with { Tags = ["t"], Labels = new Dictionary<string, string> { ["k"] = "v" }, Owner = "o" }, one.ETag)).Value!;
        var edge = await _catalog.RelateAsync(new(one.Ref, "uses", $"{two.Id}", JsonElement.Parse("""{"a":1}""")));
        Assert.Equal(edge.ETag, (await _catalog.GetRelationshipAsync(edge.Id))!.ETag);
        edge = (await _catalog.PatchRelationshipAsync(edge.Id, new() { ["b"] = 2 }, edge.ETag)).Value!;
        Assert.Equal("""{"a":1,"b":2}""", edge.Properties.GetRawText());
        Assert.Equal(edge.Id, Assert.Single((await _catalog.ListRelationshipsAsync(one.Id, new() { Direction = EdgeDirection.Outgoing, Types = ["uses"], Limit = 5 }))!.Items).Id);

        var walk = new LineageQuery { Direction = LineageDirection.Upstream, Depth = 2, Types = ["uses"], MaxNodes = 10 };
        Assert.Equal([two.Id], (await _catalog.GetLineageAsync(one.Id, walk))!.Nodes.Select(static node => node.Id));
        Assert.Equal([two.Ref], (await _catalog.GetLineageAsync(one.Ref, walk))!.Nodes.Select(static node => node.Ref));
        Assert.Equal(1, (await _catalog.GetImpactAsync(two.Id))!.Total);
        Assert.Equal(1, (await _catalog.GetImpactAsync(one.Ref, LineageDirection.Upstream))!.ByKind["model"]);
        Assert.Equal(2, (await _catalog.GetDependenciesAsync([one.Id, two.Id], 2)).Roots.Count);

        Assert.Equal([one.Id, null], (await _catalog.GetManyAsync([one.Id, Guid.NewGuid()])).Items.Select(static item => item?.Id));
        Assert.Equal([two.Id], (await _catalog.GetManyAsync([two.Ref])).Items.Select(static item => item!.Id));
        var query = new ResourceQuery { Kind = "model", Namespace = "http-tests", Tags = ["t"], Owner = "o", Lifecycle = "active", Labels = one.Labels, Sort = ResourceSort.Created, Limit = 1 };
        Assert.Equal(one.Id, Assert.Single((await _catalog.ListAsync(query)).Items).Id);
        Assert.True((await _catalog.CountAsync(query)).ByKind["model"] >= 1);
        var first = await _catalog.ListAsync(new() { Namespace = "http-tests", Limit = 1 });
        Assert.NotEqual(first.Items[0].Id, (await _catalog.ListAsync(new() { Namespace = "http-tests", Limit = 1, Cursor = first.NextCursor })).Items[0].Id);
        var found = await _catalog.SearchAsync(new() { Text = one.Name, Kinds = ["model", "agent"], Namespaces = ["http-tests"], Tags = ["t"], Labels = one.Labels, Limit = 5 });
        Assert.Equal((1, one.Id), (found.Total, found.Items[0].Id));
        Assert.NotEmpty((await _catalog.AutocompleteAsync(one.Name, "model", 3)).Suggestions);
        Assert.Equal(2, (await _catalog.ListVersionsAsync(one.Id, limit: 5))!.Items.Count);
        Assert.Equal(1, (await _catalog.GetVersionAsync(one.Id, 1))!.Number);

        Assert.NotNull(await _catalog.GetAsync(one.Id));
        Assert.NotNull(await _catalog.GetAsync(two.Ref));
        Assert.Equal(WriteStatus.Deleted, (await _catalog.UnrelateAsync(edge.Id, edge.ETag)).Status);
        var patched = await _catalog.PatchAsync(one.Id, new() { ["owner"] = null }, one.ETag);
        Assert.Null(patched.Value!.Owner);
        var deleted = await _catalog.DeleteAsync(one.Id, patched.ETag!);
        var restored = await _catalog.RestoreAsync(one.Id, deleted.ETag!);
        Assert.Equal(WriteStatus.Deleted, (await _catalog.DeleteAsync(one.Id, restored.ETag!, purge: true)).Status);
    }
}
