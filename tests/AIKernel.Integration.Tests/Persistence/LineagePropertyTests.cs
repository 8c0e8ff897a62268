using AIKernel.Catalog;
using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using AIKernel.TestKit.Catalog;
using Xunit.Abstractions;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>Random graphs with cycles, all types and deleted nodes: every walk agrees with the model in memory.</summary>
public sealed class LineagePropertyTests(CatalogDatabase database, ITestOutputHelper output) : IClassFixture<CatalogDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Walks_agree_with_the_model()
    {
        // Set CATALOG_LINEAGE_SEED to the printed number to see the same graphs again.
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CATALOG_LINEAGE_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            var (live, model) = await GrowAsync(random, nodes: random.Next(2, 60), density: random.NextDouble() * 3);
            for (var walk = 0; walk < 8; walk++) await CompareLineageAsync(random, live, model);
            foreach (var direction in Enum.GetValues<LineageDirection>()) await CompareImpactAsync(live[random.Next(live.Count)], direction, model);
            await CompareDependenciesAsync(random, live, model);
        }
    }

    private async Task CompareLineageAsync(Random random, List<Resource> live, LineageModel model)
    {
        var query = new LineageQuery
        {
            Root = live[random.Next(live.Count)].Id,
            Direction = (LineageDirection)random.Next(3),
            Depth = random.Next(1, 8),
            MaxNodes = random.Next(3) == 0 ? random.Next(1, 12) : 1000,
            Types = random.Next(2) == 0 ? [] : RelationshipTypes.All.Where(_ => random.Next(2) == 0).Select(static type => type.Name).DefaultIfEmpty("uses").ToValueSet(),
        };
        var graph = (await database.Bare.Relationships.GetLineageAsync(query, None))!;
        var (nodes, truncated) = model.Walk([query.Root], query.Direction, query.Depth, query.Types, query.MaxNodes);
        Assert.Equal(nodes, graph.Nodes.Select(static node => (node.Id, node.Depth)));
        Assert.Equal(truncated, graph.Truncated);
        Assert.Equal(nodes.GroupBy(static node => node.Depth).Select(static level => level.Count()), graph.Levels);
        Assert.Equal(model.EdgesAmong([query.Root, .. nodes.Select(static node => node.Id)], query.Types), graph.Edges);
    }

    private async Task CompareImpactAsync(Resource root, LineageDirection direction, LineageModel model)
    {
        var impact = (await database.Bare.Relationships.GetImpactAsync(new(root.Id, direction), None))!;
        var (nodes, _) = model.Walk([root.Id], direction, int.MaxValue, [], int.MaxValue);
        Assert.Equal((nodes.Count, false), (impact.Total, impact.Truncated));
        Assert.Equal(nodes.GroupBy(static node => node.Depth).Select(static level => level.Count()), impact.ByDepth);
        Assert.Equal(nodes.Select(static node => node.Id).Order(), impact.Nodes);
    }

    private async Task CompareDependenciesAsync(Random random, List<Resource> live, LineageModel model)
    {
        var roots = live.Where(_ => random.Next(6) == 0).Select(static resource => resource.Id).ToValueList();
        var graph = await database.Bare.Relationships.GetDependenciesAsync(new([.. roots, Guid.NewGuid()], 20), None);
        var (nodes, _) = model.Walk(roots, LineageDirection.Upstream, 20, [], int.MaxValue);
        Guid[] all = [.. roots, .. nodes.Select(static node => node.Id)];
        Assert.Equal(roots, graph.Roots.Select(static root => root.Id));
        Assert.Equal(nodes, graph.Nodes.Select(static node => (node.Id, node.Depth)));
        Assert.Equal(model.EdgesAmong(all, []), graph.Edges);
        Assert.Equal(model.Cycles(all), graph.Cycles.Select(static group => group.ToList()));
    }

    private async Task<(List<Resource> Live, LineageModel Model)> GrowAsync(Random random, int nodes, double density)
    {
        var ns = Sample.Namespace();
        string[] kinds = ["model", "dataset", "tool"];
        var contents = Enumerable.Range(0, nodes).Select(i => Sample.Content(ns, $"{(char)(random.Next(2) == 0 ? 'A' : 'a') + i % 26}-{i}", kinds[random.Next(3)])).ToArray();
        var lines = Enumerable.Range(1, (int)(nodes * density)).Select(line => Sample.Edge(line, contents[random.Next(nodes)],
            RelationshipTypes.All[random.Next(RelationshipTypes.All.Count)].Name, contents[random.Next(nodes)])).ToList();
        await using var session = await database.Bare.Bulk.BeginAsync(atomic: true, None);
        await session.ApplyAsync(Sample.Lines(contents), None);
        var outcomes = await session.ApplyAsync(lines, None);
        BulkResource[] deletions = [.. contents.Skip(1).Where(_ => random.Next(8) == 0).Select((content, index) => new BulkResource(index + 1, content.Reference, null))];
        await session.ApplyAsync(deletions, None);
        await session.CompleteAsync(None);
        Assert.All(outcomes.Where(static outcome => outcome.Status == BulkStatus.Failed), static outcome => Assert.Contains(outcome.Code, new[] { "cycle", "self-edge" }));

        var found = await database.Bare.Resources.GetManyByReferenceAsync([.. contents.Select(static content => content.Reference)], None);
        var byKey = found.ToDictionary(static resource => resource!.Reference.Key, static resource => resource!);
        var edges = lines.Zip(outcomes).Where(static pair => pair.Second.Status != BulkStatus.Failed)
            .Select(pair => (byKey[pair.First.Source.Key].Id, pair.First.Type, byKey[pair.First.Target.Key].Id)).Distinct().ToList();
        List<Resource> live = [.. byKey.Values.Where(static resource => resource.DeletedAt is null)];
        return (live, new(live, edges));
    }
}
