using AIKernel.Catalog;
using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Contracts;

/// <summary>What every <see cref="IBulkStore"/> does.</summary>
public abstract class BulkStoreContract
{
    protected static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The repositories under test, over a catalog that the tests of one class share.</summary>
    protected abstract CatalogRepositories Repositories();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_lines_again_are_unchanged(bool atomic)
    {
        var ns = Sample.Namespace();
        ResourceContent[] contents = [Sample.Full(ns, "full"), Sample.Content(ns, "plain"), Sample.Content(ns, "plain", "tool")];
        BulkEdge[] edges = [Sample.Edge(4, contents[0], "derived_from", contents[1], """{"how": "distilled"}"""), Sample.Edge(5, contents[2], "uses", contents[0])];
        var first = await ImportAsync(atomic, contents, edges);
        Assert.All(first, static outcome => Assert.Equal(BulkStatus.Created, outcome.Status));
        Assert.Equal([1, 2, 3, 4, 5], first.Select(static outcome => outcome.Line));
        var second = await ImportAsync(atomic, contents, edges);
        Assert.Equal(first.Select(static outcome => outcome with { Status = BulkStatus.Unchanged }), second);
        var stored = (await Repositories().Resources.GetAsync(first[0].Id!.Value, None))!;
        Assert.Equal((1, 1L, ContentHash.Of(contents[0])), (stored.Version, stored.Revision, ContentHash.Of(stored)));
        Assert.Empty((await Repositories().Resources.GetVersionAsync(stored.Id, 1, None))!.ChangedFields);
        Assert.Equal(Sample.Json("""{"how":"distilled"}"""), (await Repositories().Relationships.GetAsync(first[3].Id!.Value, None))!.Properties);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Changed_lines_are_updated_deleted_and_created_and_reads_show_it(bool atomic)
    {
        var ns = Sample.Namespace();
        ResourceContent[] contents = [Sample.Content(ns, "changes"), Sample.Content(ns, "stays"), Sample.Content(ns, "goes")];
        var before = await ImportAsync(atomic, contents, [Sample.Edge(4, contents[0], "uses", contents[1]), Sample.Edge(5, contents[1], "uses", contents[0])]);
        Assert.Equal(3, (await Repositories().Resources.CountAsync(new() { Namespace = ns }, None)).Total);
        var changed = Sample.Full(ns, "CHANGES");
        BulkResource[] lines =
        [
            new(1, changed.Reference, changed), new(2, contents[1].Reference, contents[1]), new(3, contents[2].Reference, null),
            new(4, new("model", ns, "new"), Sample.Content(ns, "new")),
        ];
        BulkEdge[] edges = [Sample.Edge(5, contents[0], "uses", contents[1], """{"n": 1}"""), new(6, contents[1].Reference, "uses", contents[0].Reference, null)];
        var outcomes = await ImportAsync(atomic, lines, edges);
        Assert.Equal([BulkStatus.Updated, BulkStatus.Unchanged, BulkStatus.Deleted, BulkStatus.Created, BulkStatus.Updated, BulkStatus.Deleted],
            outcomes.Select(static outcome => outcome.Status));
        var resource = (await Repositories().Resources.GetAsync(before[0].Id!.Value, None))!;
        Assert.Equal((2, 2L, "CHANGES", ContentHash.Of(changed)), (resource.Version, resource.Revision, resource.Name, ContentHash.Of(resource)));
        Assert.Equal(ChangedFields.Between(contents[0], changed), (await Repositories().Resources.GetVersionAsync(resource.Id, 2, None))!.ChangedFields);
        Assert.NotNull((await Repositories().Resources.GetAsync(before[2].Id!.Value, None))!.DeletedAt);
        var edge = Assert.Single((await Repositories().Relationships.ListAsync(new() { ResourceId = resource.Id }, None))!.Items);
        Assert.Equal((2L, """{"n":1}"""), (edge.Revision, edge.Properties.Text));
        Assert.Null(await Repositories().Relationships.GetAsync(before[4].Id!.Value, None));
        var again = await ImportAsync(atomic, lines, edges);
        Assert.All(again, static outcome => Assert.Equal(BulkStatus.Unchanged, outcome.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_line_hurts_no_other(bool atomic)
    {
        var ns = Sample.Namespace();
        ResourceContent[] contents = [Sample.Content(ns, "a"), Sample.Content(ns, "b"), Sample.Content(ns, "c")];
        await ImportAsync(atomic, contents, []);
        BulkResource[] lines =
        [
            new(1, new("model", ns, "absent"), null), new(2, contents[0].Reference, contents[0] with { Title = "x" }, ExpectedRevision: 5),
            new(3, contents[1].Reference, contents[1] with { Title = "y" }, ExpectedRevision: 1), new(4, new("model", ns, "new"), Sample.Content(ns, "new"), ExpectedRevision: 1),
            new(5, new("model", "nul\0", "x"), null),
        ];
        BulkEdge[] edges =
        [
            Sample.Edge(6, contents[0], "part_of", contents[1]), Sample.Edge(7, contents[1], "part_of", contents[2]), Sample.Edge(8, contents[2], "part_of", contents[0]),
            Sample.Edge(9, contents[0], "uses", contents[0]), new(10, contents[0].Reference, "uses", new("model", ns, "absent"), CanonicalJson.Empty),
            new(11, new("nul\0", ns, "x"), "uses", contents[0].Reference, CanonicalJson.Empty), Sample.Edge(12, contents[2], "uses", contents[0]),
        ];
        var outcomes = await ImportAsync(atomic, lines, edges);
        Assert.Equal(["not-found", "revision-conflict", null, "revision-conflict", "not-found", null, null, "cycle", "self-edge", "unresolved-reference", "unresolved-reference", null],
            outcomes.Select(static outcome => outcome.Code));
        Assert.All(outcomes.Where(static outcome => outcome.Code is not null), static outcome =>
            Assert.True(outcome is { Status: BulkStatus.Failed, Id: null, Detail.Length: > 0 }));
        Assert.Contains($"model:{ns}/a > model:{ns}/b > model:{ns}/c", outcomes[7].Detail, StringComparison.Ordinal);
        Assert.Equal("y", (await Repositories().Resources.GetByReferenceAsync(contents[1].Reference, None))!.Title);
        Assert.Null(await Repositories().Resources.GetByReferenceAsync(new("model", ns, "new"), None));
    }

    [Fact]
    public async Task Lines_about_one_edge_are_played_in_their_order()
    {
        var ns = Sample.Namespace();
        ResourceContent[] c = [Sample.Content(ns, "a"), Sample.Content(ns, "b")];
        await ImportAsync(false, c, []);
        BulkEdge Remove(int line) => new(line, c[0].Reference, "derived_from", c[1].Reference, null);
        var outcomes = await ImportAsync(false, Array.Empty<BulkResource>(),
        [
            Remove(1), Sample.Edge(2, c[0], "derived_from", c[1]), Sample.Edge(3, c[0], "derived_from", c[1]), Sample.Edge(4, c[1], "derived_from", c[0]),
            Remove(5), Sample.Edge(6, c[1], "derived_from", c[0]), Sample.Edge(7, c[0], "derived_from", c[1]),
        ]);
        Assert.Equal([BulkStatus.Unchanged, BulkStatus.Created, BulkStatus.Unchanged, BulkStatus.Failed, BulkStatus.Deleted, BulkStatus.Created, BulkStatus.Failed],
            outcomes.Select(static outcome => outcome.Status));
        var b = (await Repositories().Resources.GetByReferenceAsync(c[1].Reference, None))!;
        var edge = Assert.Single((await Repositories().Relationships.ListAsync(new() { ResourceId = b.Id }, None))!.Items);
        Assert.Equal((b.Id, outcomes[5].Id), (edge.Source, edge.Id));
    }

    [Fact]
    public async Task An_atomic_session_that_is_not_completed_leaves_nothing_behind()
    {
        var ns = Sample.Namespace();
        var existing = Sample.Content(ns, "existing");
        await ImportAsync(true, [existing], []);
        Assert.NotNull(await Repositories().Resources.GetByReferenceAsync(existing.Reference, None));
        await using (var session = await Repositories().Bulk.BeginAsync(atomic: true, None))
        {
            await session.ApplyAsync(Sample.Lines([existing with { Title = "changed" }, Sample.Content(ns, "new")]), None);
            await session.ApplyAsync([Sample.Edge(3, existing, "uses", Sample.Content(ns, "new"))], None);
            Assert.Null(await Repositories().Resources.GetByReferenceAsync(new("model", ns, "new"), None));
        }
        Assert.Equal("existing", (await Repositories().Resources.GetByReferenceAsync(existing.Reference, None))!.Title);
        Assert.Null(await Repositories().Resources.GetByReferenceAsync(new("model", ns, "new"), None));
    }

    [Fact]
    public async Task A_best_effort_batch_stands_when_it_returns()
    {
        var content = Sample.Content(Sample.Namespace(), "thing");
        await using (var session = await Repositories().Bulk.BeginAsync(atomic: false, None))
            await session.ApplyAsync(Sample.Lines([content]), None);
        Assert.Equal(WriteStatus.KeyExists, (await Repositories().Resources.CreateAsync(content, None)).Status);
    }

    [Fact]
    public async Task An_export_imports_back_unchanged()
    {
        var ns = Sample.Namespace();
        ResourceContent[] contents = [Sample.Full(ns, "b", "tool"), Sample.Full(ns, "a", "tool"), Sample.Content(ns, "z"), Sample.Content(ns, "gone")];
        await ImportAsync(true, contents, [Sample.Edge(5, contents[0], "uses", contents[1], """{"x": [1]}"""), Sample.Edge(6, contents[0], "uses", contents[3])]);
        await ImportAsync(true, [new BulkResource(1, contents[3].Reference, null)], []);
        var (resources, edges) = (new List<ResourceContent>(), new List<BulkEdge>());
        await foreach (var item in Repositories().Bulk.ExportAsync(None))
        {
            Assert.True(item.Resource is null != item.Edge is null);
            if (item.Resource is { } resource)
            {
                Assert.Empty(edges);
                if (resource.Namespace == ns) resources.Add(resource);
            }
            else if (item.Edge!.Source.Namespace == ns) edges.Add(item.Edge);
        }
        Assert.Equal([contents[2], contents[1], contents[0]], resources);
        Assert.Equal(("uses", """{"x":[1]}"""), (Assert.Single(edges).Type, edges[0].Properties!.Text));
        Assert.All(await ImportAsync(false, [.. resources], [.. edges]), static outcome => Assert.Equal(BulkStatus.Unchanged, outcome.Status));
    }

    private Task<List<BulkOutcome>> ImportAsync(bool atomic, ResourceContent[] contents, BulkEdge[] edges) =>
        ImportAsync(atomic, Sample.Lines(contents), edges);

    private async Task<List<BulkOutcome>> ImportAsync(bool atomic, BulkResource[] lines, BulkEdge[] edges)
    {
        await using var session = await Repositories().Bulk.BeginAsync(atomic, None);
        List<BulkOutcome> outcomes = [.. await session.ApplyAsync(lines, None), .. await session.ApplyAsync(edges, None)];
        Assert.NotEqual(default, await session.CompleteAsync(None));
        return outcomes;
    }
}
