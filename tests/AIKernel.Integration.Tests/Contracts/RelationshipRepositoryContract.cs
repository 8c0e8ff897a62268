using AIKernel.Catalog;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Contracts;

/// <summary>What every <see cref="IRelationshipRepository"/> does. This part: single edges and the edges of a resource.</summary>
public abstract partial class RelationshipRepositoryContract
{
    protected static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The repositories under test, over a catalog that the tests of one class share.</summary>
    protected abstract CatalogRepositories Repositories();

    private IRelationshipRepository Relationships => Repositories().Relationships;

    [Fact]
    public async Task A_created_edge_reads_back_until_it_is_removed()
    {
        var (a, b) = (await NewAsync("a"), await NewAsync("b"));
        var created = await Relationships.CreateAsync(new(a.Id, "uses", b.Id, Sample.Json("""{"since": 2024}""")), None);
        Assert.Equal(WriteStatus.Created, created.Status);
        var edge = created.Value!;
        Assert.Equal((a.Id, a.Reference, "uses", b.Id, b.Reference, 1L), (edge.Source, edge.SourceRef, edge.Type, edge.Target, edge.TargetRef, edge.Revision));
        Assert.Equal("""{"since":2024}""", edge.Properties.Text);
        Assert.Equal(edge, await Relationships.GetAsync(edge.Id, None));
        Assert.Equal([edge], (await ListAsync(a.Id))!);
        Assert.Equal([edge], (await ListAsync(b.Id))!);
        Assert.Equal(WriteStatus.PreconditionFailed, (await Relationships.DeleteAsync(edge.Id, WriteCondition.RevisionIn([2]), None)).Status);
        Assert.Equal(WriteStatus.Deleted, (await Relationships.DeleteAsync(edge.Id, WriteCondition.RevisionIn([1]), None)).Status);
        Assert.Null(await Relationships.GetAsync(edge.Id, None));
        Assert.Empty((await ListAsync(a.Id))!);
        Assert.Empty((await ListAsync(b.Id))!);
        Assert.Equal(WriteStatus.NotFound, (await Relationships.DeleteAsync(edge.Id, WriteCondition.Any, None)).Status);
    }

    [Fact]
    public async Task New_properties_replace_the_old_ones()
    {
        var edge = await RelateAsync(await NewAsync("a"), "uses", await NewAsync("b"));
        Assert.Equal(edge, await Relationships.GetAsync(edge.Id, None));
        Assert.Equal(WriteStatus.Unchanged, (await Relationships.UpdateAsync(edge.Id, CanonicalJson.Empty, WriteCondition.Any, None)).Status);
        var properties = Sample.Json("""{"weight": 1}""");
        Assert.Equal(WriteStatus.PreconditionFailed, (await Relationships.UpdateAsync(edge.Id, properties, WriteCondition.RevisionIn([7]), None)).Status);
        var updated = await Relationships.UpdateAsync(edge.Id, properties, WriteCondition.RevisionIn([1]), None);
        Assert.Equal((WriteStatus.Updated, 2L, properties), (updated.Status, updated.Value!.Revision, updated.Value.Properties));
        Assert.Equal(updated.Value, await Relationships.GetAsync(edge.Id, None));
        Assert.Equal([updated.Value], (await ListAsync(edge.Target))!);
        Assert.Equal(WriteStatus.NotFound, (await Relationships.UpdateAsync(Guid.NewGuid(), properties, WriteCondition.Any, None)).Status);
    }

    [Fact]
    public async Task New_properties_made_of_the_old_ones_lose_none()
    {
        var edge = await RelateAsync(await NewAsync("a"), "uses", await NewAsync("b"));
        var unchanged = await Relationships.ReviseAsync(edge.Id, static _ => null, None);
        Assert.Equal((WriteStatus.Unchanged, edge), (unchanged.Status, unchanged.Value));
        var revised = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            Relationships.ReviseAsync(edge.Id, static now => Sample.Json($$"""{"weight": {{now.Revision}}}"""), None).AsTask()));
        Assert.All(revised, static result => Assert.Equal((WriteStatus.Updated, $$"""{"weight":{{result.Value!.Revision - 1}}}"""), (result.Status, result.Value.Properties.Text)));
        Assert.Equal(Enumerable.Range(2, 12).Select(static one => (long)one), revised.Select(static result => result.Value!.Revision).Order());
        Assert.Equal(13, (await Relationships.GetAsync(edge.Id, None))!.Revision);
        Assert.Equal(WriteStatus.NotFound, (await Relationships.ReviseAsync(Guid.NewGuid(), static now => now.Properties, None)).Status);
    }

    [Fact]
    public async Task An_edge_is_refused_for_the_reason_that_applies()
    {
        var (a, b, gone) = (await NewAsync("a"), await NewAsync("b"), await NewAsync("gone"));
        await Repositories().Resources.DeleteAsync(gone.Id, WriteCondition.Any, None);
        Assert.Equal(WriteStatus.SourceNotFound, (await TryRelateAsync(Guid.NewGuid(), "uses", b.Id)).Status);
        Assert.Equal(WriteStatus.SourceNotFound, (await TryRelateAsync(gone.Id, "uses", b.Id)).Status);
        Assert.Equal(WriteStatus.TargetNotFound, (await TryRelateAsync(a.Id, "uses", Guid.NewGuid())).Status);
        Assert.Equal(WriteStatus.TargetNotFound, (await TryRelateAsync(a.Id, "uses", gone.Id)).Status);
        var edge = await RelateAsync(a, "uses", b);
        var duplicate = await TryRelateAsync(a.Id, "uses", b.Id);
        Assert.Equal((WriteStatus.DuplicateEdge, edge), (duplicate.Status, duplicate.Value));
        Assert.Equal(WriteStatus.Created, (await TryRelateAsync(a.Id, "consumes", b.Id)).Status);
        Assert.Equal(WriteStatus.Created, (await TryRelateAsync(b.Id, "uses", a.Id)).Status);
        var self = await TryRelateAsync(a.Id, "related_to", a.Id);
        Assert.Equal((WriteStatus.Cycle, a.Ref), (self.Status, Assert.Single(self.Path)));
    }

    [Fact]
    public async Task An_edge_that_would_close_a_cycle_of_an_acyclic_type_is_refused_with_the_path()
    {
        var ns = Sample.Namespace();
        var nodes = new List<Resource>();
        foreach (var name in new[] { "a", "b", "c", "d" }) nodes.Add(await NewAsync(name, ns));
        for (var i = 0; i < 3; i++) await RelateAsync(nodes[i], "derived_from", nodes[i + 1]);
        var refused = await TryRelateAsync(nodes[3].Id, "derived_from", nodes[0].Id);
        Assert.Equal(WriteStatus.Cycle, refused.Status);
        Assert.Equal(nodes.Select(static node => node.Ref), refused.Path);
        Assert.Empty((await ListAsync(nodes[3].Id, EdgeDirection.Outgoing))!);
        Assert.Equal(WriteStatus.Created, (await TryRelateAsync(nodes[3].Id, "part_of", nodes[0].Id)).Status);
        Assert.Equal(WriteStatus.Created, (await TryRelateAsync(nodes[3].Id, "depends_on", nodes[0].Id)).Status);
        Assert.Equal(WriteStatus.Created, (await TryRelateAsync(nodes[0].Id, "derived_from", nodes[3].Id)).Status);
    }

    [Fact]
    public async Task An_edge_of_a_deleted_end_is_hidden_until_the_end_is_restored()
    {
        var (a, b) = (await NewAsync("a"), await NewAsync("b"));
        var edge = await RelateAsync(a, "uses", b);
        Assert.Single((await ListAsync(a.Id))!);
        await Repositories().Resources.DeleteAsync(b.Id, WriteCondition.Any, None);
        Assert.Null(await Relationships.GetAsync(edge.Id, None));
        Assert.Empty((await ListAsync(a.Id))!);
        Assert.Null(await ListAsync(b.Id));
        Assert.Equal(WriteStatus.NotFound, (await Relationships.DeleteAsync(edge.Id, WriteCondition.Any, None)).Status);
        await Repositories().Resources.RestoreAsync(b.Id, WriteCondition.Any, None);
        Assert.Equal(edge, await Relationships.GetAsync(edge.Id, None));
        Assert.Single((await ListAsync(a.Id))!);
        Assert.Single((await ListAsync(b.Id))!);
    }

    [Fact]
    public async Task A_purged_end_takes_its_edges_along()
    {
        var (a, b) = (await NewAsync("a"), await NewAsync("b"));
        var edge = await RelateAsync(a, "uses", b);
        Assert.NotNull(await Relationships.GetAsync(edge.Id, None));
        await Repositories().Resources.PurgeAsync(b.Id, WriteCondition.Any, None);
        Assert.Null(await Relationships.GetAsync(edge.Id, None));
        Assert.Empty((await ListAsync(a.Id))!);
        Assert.Null(await ListAsync(b.Id));
    }

    [Fact]
    public async Task An_edge_shows_the_new_name_of_a_renamed_end()
    {
        var (a, b) = (await NewAsync("a"), await NewAsync("b"));
        var edge = await RelateAsync(a, "uses", b);
        Assert.Equal(b.Reference, (await Relationships.GetAsync(edge.Id, None))!.TargetRef);
        Assert.Equal(b.Ref, (await ListAsync(a.Id))![0].TargetRef.ToString());
        await Repositories().Resources.UpdateAsync(b.Id, Sample.Content(b.Namespace, "renamed"), WriteCondition.Any, None);
        Assert.Equal("renamed", (await Relationships.GetAsync(edge.Id, None))!.TargetRef.Name);
        Assert.Equal("renamed", (await ListAsync(a.Id))![0].TargetRef.Name);
    }

    [Fact]
    public async Task A_list_keeps_direction_and_types_and_its_order()
    {
        var ns = Sample.Namespace();
        var hub = await NewAsync("hub", ns);
        foreach (var type in new[] { "uses", "depends_on", "owned_by" })
        {
            for (var i = 0; i < 3; i++)
            {
                var other = await NewAsync($"{type}-{i}", ns);
                await (i == 1 ? RelateAsync(other, type, hub) : RelateAsync(hub, type, other));
            }
        }
        var all = (await ListAsync(hub.Id))!;
        Assert.Equal(9, all.Count);
        Assert.Equal(all.OrderBy(static edge => edge.Type, StringComparer.Ordinal).ThenBy(static edge => edge.Id), all);
        Assert.Equal(all.Where(edge => edge.Source == hub.Id), (await ListAsync(hub.Id, EdgeDirection.Outgoing))!);
        Assert.Equal(all.Where(edge => edge.Target == hub.Id), (await ListAsync(hub.Id, EdgeDirection.Incoming))!);
        var typed = await Relationships.ListAsync(new() { ResourceId = hub.Id, Types = ["depends_on", "uses"] }, None);
        Assert.Equal(all.Where(static edge => edge.Type != "owned_by"), typed!.Items);
        Assert.Empty((await Relationships.ListAsync(new() { ResourceId = hub.Id, Types = ["\0", "no_such_type"] }, None))!.Items);
        Assert.Null(await ListAsync(Guid.NewGuid()));

        foreach (var direction in Enum.GetValues<EdgeDirection>())
        {
            var query = new RelationshipQuery { ResourceId = hub.Id, Direction = direction, Limit = 2 };
            var walked = new List<Relationship>();
            for (Cursor? cursor = null; ;)
            {
                var page = (await Relationships.ListAsync(query with { Cursor = cursor }, None))!;
                walked.AddRange(page.Items);
                if (page.NextCursor is null) break;
                Assert.True(Cursor.TryParse(page.NextCursor, query.CursorScope, out cursor));
            }
            Assert.Equal((await ListAsync(hub.Id, direction))!, walked);
        }
        Assert.Equal(9, (await Relationships.ListAsync(new() { ResourceId = hub.Id, Cursor = new(["\0", "x"]) }, None))!.Items.Count);
    }

    private async Task<Resource> NewAsync(string name, string? ns = null, string kind = "model") =>
        (await Repositories().Resources.CreateAsync(Sample.Content(ns ?? Sample.Namespace(), name, kind), None)).Value!;

    private ValueTask<WriteResult<Relationship>> TryRelateAsync(Guid source, string type, Guid target) =>
        Relationships.CreateAsync(new(source, type, target, CanonicalJson.Empty), None);

    private async Task<Relationship> RelateAsync(Resource source, string type, Resource target)
    {
        var result = await TryRelateAsync(source.Id, type, target.Id);
        Assert.Equal(WriteStatus.Created, result.Status);
        return result.Value!;
    }

    private async Task<ValueList<Relationship>?> ListAsync(Guid id, EdgeDirection direction = EdgeDirection.Both) =>
        (await Relationships.ListAsync(new() { ResourceId = id, Direction = direction }, None))?.Items;
}
