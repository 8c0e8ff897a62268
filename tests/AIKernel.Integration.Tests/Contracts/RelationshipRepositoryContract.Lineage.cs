using AIKernel.Catalog;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Contracts;

/// <summary>Walks: lineage, impact and dependencies.</summary>
public abstract partial class RelationshipRepositoryContract
{
    /// <summary>
    /// raw → (produced by) loader → clean; model trained_on clean; app uses model; app depends_on raw; model owned_by team.
    /// </summary>
    private async Task<Dictionary<string, Resource>> StoryAsync()
    {
        var ns = Sample.Namespace();
        var nodes = new Dictionary<string, Resource>();
        foreach (var (name, kind) in new[] { ("raw", "dataset"), ("loader", "pipeline"), ("clean", "dataset"), ("model", "model"), ("app", "service"), ("team", "team") })
            nodes[name] = await NewAsync(name, ns, kind);
        await RelateAsync(nodes["loader"], "consumes", nodes["raw"]);
        await RelateAsync(nodes["loader"], "produces", nodes["clean"]);
        await RelateAsync(nodes["model"], "trained_on", nodes["clean"]);
        await RelateAsync(nodes["app"], "uses", nodes["model"]);
        await RelateAsync(nodes["app"], "depends_on", nodes["raw"]);
        await RelateAsync(nodes["model"], "owned_by", nodes["team"]);
        return nodes;
    }

    [Fact]
    public async Task Upstream_is_what_a_resource_is_made_of()
    {
        var story = await StoryAsync();
        var graph = (await LineageAsync(story["app"], LineageDirection.Upstream))!;
        Assert.Equal((story["app"].Id, 0), (graph.Root.Id, graph.Root.Depth));
        Assert.Equal([("raw", 1), ("model", 1), ("clean", 2), ("loader", 3)], graph.Nodes.Select(static node => (node.Ref.Name, node.Depth)));
        Assert.Equal([2, 1, 1], graph.Levels);
        Assert.Equal(5, graph.Edges.Count);
        Assert.Equal(graph.Edges.OrderBy(static edge => edge.Source).ThenBy(static edge => edge.Type, StringComparer.Ordinal).ThenBy(static edge => edge.Target), graph.Edges);
        Assert.DoesNotContain(graph.Edges, static edge => edge.Type == "owned_by");
        Assert.Equal((false, null), (graph.Truncated, graph.Reason));
        Assert.Equal(graph, await LineageAsync(story["app"], LineageDirection.Upstream));
    }

    [Fact]
    public async Task Downstream_is_what_is_made_of_a_resource()
    {
        var story = await StoryAsync();
        var graph = (await LineageAsync(story["raw"], LineageDirection.Downstream))!;
        Assert.Equal([("loader", 1), ("app", 1), ("clean", 2), ("model", 3)], graph.Nodes.Select(static node => (node.Ref.Name, node.Depth)));
        var impact = (await Relationships.GetImpactAsync(new(story["raw"].Id, LineageDirection.Downstream), None))!;
        Assert.Equal((4, false), (impact.Total, impact.Truncated));
        Assert.Equal([2, 1, 1], impact.ByDepth);
        Assert.Equal([new("dataset", 1), new("model", 1), new("pipeline", 1), new("service", 1)], impact.ByKind);
        Assert.Equal(graph.Nodes.Select(static node => node.Id).Order(), impact.Nodes.Order());
    }

    [Fact]
    public async Task Both_ways_are_walked_at_every_step_and_types_narrow_the_walk()
    {
        var story = await StoryAsync();
        var both = (await LineageAsync(story["clean"], LineageDirection.Both, depth: 1))!;
        Assert.Equal(["model", "loader"], both.Nodes.Select(static node => node.Ref.Name));
        Assert.Equal(4, (await LineageAsync(story["clean"], LineageDirection.Both))!.Nodes.Count);
        var query = new LineageQuery { Root = story["app"].Id, Direction = LineageDirection.Upstream, Types = ["owned_by", "trained_on", "uses"] };
        var typed = (await Relationships.GetLineageAsync(query, None))!;
        Assert.Equal(["model", "clean"], typed.Nodes.Select(static node => node.Ref.Name));
        Assert.Equal(["trained_on", "uses"], typed.Edges.Select(static edge => edge.Type).Order());
        Assert.Empty((await Relationships.GetLineageAsync(query with { Types = ["owned_by"] }, None))!.Nodes);
    }

    [Fact]
    public async Task A_walk_shows_new_edges_renames_and_deleted_nodes()
    {
        var story = await StoryAsync();
        Assert.Equal(4, (await LineageAsync(story["app"], LineageDirection.Upstream))!.Nodes.Count);
        Assert.Equal(4, (await ImpactAsync(story["app"], LineageDirection.Upstream)).Total);
        var source = await NewAsync("source", story["raw"].Namespace, "dataset");
        var edge = await RelateAsync(story["raw"], "derived_from", source);
        Assert.Equal(5, (await LineageAsync(story["app"], LineageDirection.Upstream))!.Nodes.Count);
        Assert.Equal(5, (await ImpactAsync(story["app"], LineageDirection.Upstream)).Total);
        await Repositories().Resources.UpdateAsync(source.Id, Sample.Content(source.Namespace, "renamed", "dataset"), WriteCondition.Any, None);
        Assert.Contains((await LineageAsync(story["app"], LineageDirection.Upstream))!.Nodes, static node => node.Ref.Name == "renamed");
        await Relationships.DeleteAsync(edge.Id, WriteCondition.Any, None);
        Assert.Equal(4, (await LineageAsync(story["app"], LineageDirection.Upstream))!.Nodes.Count);

        await Repositories().Resources.DeleteAsync(story["model"].Id, WriteCondition.Any, None);
        var cut = (await LineageAsync(story["app"], LineageDirection.Upstream))!;
        Assert.Equal(["raw"], cut.Nodes.Select(static node => node.Ref.Name));
        Assert.Equal(1, (await ImpactAsync(story["app"], LineageDirection.Upstream)).Total);
        Assert.Null(await LineageAsync(story["model"], LineageDirection.Upstream));
        await Repositories().Resources.RestoreAsync(story["model"].Id, WriteCondition.Any, None);
        Assert.Equal(4, (await LineageAsync(story["app"], LineageDirection.Upstream))!.Nodes.Count);
    }

    [Fact]
    public async Task An_unknown_root_has_no_lineage_and_no_impact()
    {
        Assert.Null(await Relationships.GetLineageAsync(new() { Root = Guid.NewGuid() }, None));
        Assert.Null(await Relationships.GetImpactAsync(new(Guid.NewGuid(), LineageDirection.Both), None));
        var alone = await NewAsync("alone");
        var graph = (await Relationships.GetLineageAsync(new() { Root = alone.Id }, None))!;
        Assert.Equal((0, 0, 0), (graph.Nodes.Count, graph.Edges.Count, graph.Levels.Count));
        Assert.Equal(0, (await ImpactAsync(alone, LineageDirection.Both)).Total);
    }

    [Fact]
    public async Task A_walk_is_cut_in_its_order_and_says_so()
    {
        var ns = Sample.Namespace();
        var root = await NewAsync("root", ns);
        foreach (var name in new[] { "d", "b", "a", "c" }) await RelateAsync(await NewAsync(name, ns), "uses", root);
        var query = new LineageQuery { Root = root.Id, Direction = LineageDirection.Downstream, MaxNodes = 3 };
        var cut = (await Relationships.GetLineageAsync(query, None))!;
        Assert.Equal(["a", "b", "c"], cut.Nodes.Select(static node => node.Ref.Name));
        Assert.Equal((true, "max-nodes", 3), (cut.Truncated, cut.Reason, cut.Edges.Count));
        Assert.Equal([3], cut.Levels);
        Assert.False((await Relationships.GetLineageAsync(query with { MaxNodes = 4 }, None))!.Truncated);
        await RelateAsync(await NewAsync("below", ns), "uses", (await Repositories().Resources.GetByReferenceAsync(new("model", ns, "a"), None))!);
        Assert.True((await Relationships.GetLineageAsync(query with { MaxNodes = 4 }, None))!.Truncated);
        Assert.False((await Relationships.GetLineageAsync(query with { MaxNodes = 4, Depth = 1 }, None))!.Truncated);
    }

    [Fact]
    public async Task Dependencies_of_several_name_their_cycles()
    {
        var ns = Sample.Namespace();
        var (a, b, c, d) = (await NewAsync("a", ns), await NewAsync("b", ns), await NewAsync("c", ns), await NewAsync("d", ns));
        await RelateAsync(a, "depends_on", b);
        await RelateAsync(c, "produces", b); // b needs c
        var query = new DependencyQuery([b.Id, Guid.NewGuid(), a.Id], 5);
        var before = await Relationships.GetDependenciesAsync(query, None);
        Assert.Equal([b.Id, a.Id], before.Roots.Select(static root => root.Id));
        Assert.Equal(["c"], before.Nodes.Select(static node => node.Ref.Name));
        Assert.Empty(before.Cycles);
        await RelateAsync(c, "uses", a);
        await RelateAsync(c, "uses", d);
        var after = await Relationships.GetDependenciesAsync(query, None);
        Assert.Equal([("c", 1), ("d", 2)], after.Nodes.Select(static node => (node.Ref.Name, node.Depth)));
        Assert.Equal(new[] { a.Id, b.Id, c.Id }.Order(), Assert.Single(after.Cycles));
        Assert.Equal(4, after.Edges.Count);
        Assert.Empty((await Relationships.GetDependenciesAsync(new([Guid.NewGuid()], 1), None)).Roots);
    }

    private ValueTask<LineageGraph?> LineageAsync(Resource root, LineageDirection direction, int depth = 5) =>
        Relationships.GetLineageAsync(new() { Root = root.Id, Direction = direction, Depth = depth }, None);

    private async Task<LineageImpact> ImpactAsync(Resource root, LineageDirection direction) =>
        (await Relationships.GetImpactAsync(new(root.Id, direction), None))!;
}
