using System.Text.Json;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;

namespace AIKernel.Cli.Tests.Demo;

public sealed class DemoFilesTests
{
    private static readonly KindRegistry Kinds = new([]);
    private static readonly ResourceReader Reader = new(Kinds);

    public static TheoryData<string> Files => [.. Cli.Stack.Demo.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_resource_obeys_every_rule_and_comes_once_in_a_file(string file)
    {
        var resources = Lines(file).Where(IsUpsert).Select(Read).ToList();

        Assert.NotEmpty(resources);
        Assert.Equal(resources.Count, resources.Select(Reference).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void There_are_sixty_resources_or_more_and_every_kind_among_them()
    {
        var resources = Lines("catalog.ndjson").Where(IsUpsert).Select(Read).ToList();

        Assert.InRange(resources.Count, 60, 100);
        Assert.Equal(Kinds.All.Order(), resources.Select(resource => resource.Kind).Distinct().Order());
        Assert.All(resources, resource =>
        {
            Assert.NotEmpty(resource.Description);
            Assert.NotNull(resource.Owner);
            Assert.NotEmpty(resource.Tags);
        });
    }

    [Fact]
    public void Every_relationship_joins_two_resources_of_the_catalog_and_every_type_is_there()
    {
        var lines = Lines("catalog.ndjson");
        var known = lines.Where(IsUpsert).Select(line => Reference(Read(line))).ToHashSet(StringComparer.Ordinal);
        var edges = Edges(lines);

        Assert.Equal(lines.Count, known.Count + edges.Count);
        Assert.InRange(edges.Count, 60, 300);
        Assert.All(edges, edge =>
        {
            Assert.Contains(edge.Source, known);
            Assert.Contains(edge.Target, known);
            Assert.NotEqual(edge.Source, edge.Target);
        });
        Assert.Equal(edges.Count, edges.Distinct().Count());
        Assert.Equal(RelationshipTypes.All.Select(type => type.Name).Order(), edges.Select(edge => edge.Type).Distinct().Order());
    }

    [Fact]
    public void No_acyclic_type_has_a_cycle()
    {
        foreach (var type in RelationshipTypes.All.Where(type => type.Acyclic))
        {
            var next = Edges(Lines("catalog.ndjson")).Where(edge => edge.Type == type.Name).ToLookup(edge => edge.Source, edge => edge.Target);
            Assert.All(next.Select(group => group.Key), start => Assert.DoesNotContain(start, Reachable(next, start).Skip(1)));
        }
    }

    [Fact]
    public void The_lineage_of_the_assistant_is_at_least_five_levels_deep()
    {
        var upstream = Edges(Lines("catalog.ndjson"))
            .Select(edge => (edge.Source, edge.Target, End: RelationshipTypes.Find(edge.Type)!.Upstream))
            .Where(edge => edge.End != UpstreamEnd.None)
            .ToLookup(edge => edge.End == UpstreamEnd.Target ? edge.Source : edge.Target, edge => edge.End == UpstreamEnd.Target ? edge.Target : edge.Source);

        var seen = new HashSet<string> { "agent:fennel/support-assistant" };
        var levels = 0;
        for (var level = seen.ToList(); level.Count > 0; levels++)
            level = [.. level.SelectMany(node => upstream[node]).Where(seen.Add)];

        Assert.True(levels - 1 >= 5, $"only {levels - 1} levels");
        Assert.InRange(seen.Count, 25, 60);
    }

    [Fact]
    public void The_updates_change_resources_that_exist_and_some_of_them_twice()
    {
        var versions = new Dictionary<string, List<ResourceContent>>();
        foreach (var resource in Cli.Stack.Demo.Files.SelectMany(file => Lines(file).Where(IsUpsert).Select(Read)))
        {
            if (!versions.TryGetValue(Reference(resource), out var list))
                versions.Add(Reference(resource), list = []);
            Assert.NotEqual(list.LastOrDefault(), resource);
            list.Add(resource);
        }

        Assert.Equal(Lines("catalog.ndjson").Count(IsUpsert), versions.Count);
        Assert.InRange(versions.Values.Count(list => list.Count == 2), 4, 30);
        Assert.InRange(versions.Values.Count(list => list.Count == 3), 2, 10);
    }

    private static List<JsonElement> Lines(string file) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "demo", file)).Select(line => JsonDocument.Parse(line).RootElement)];

    private static bool IsUpsert(JsonElement line) => line.GetProperty("op").GetString() == "upsert";

    private static ResourceContent Read(JsonElement line)
    {
        var read = Reader.Read(line);
        Assert.True(read.IsValid, $"{line}: {string.Join("; ", read.Faults)}");
        return read.Value!;
    }

    private static string Reference(ResourceContent resource) => $"{resource.Kind}:{resource.Namespace}/{resource.Name}";

    private static List<(string Source, string Type, string Target)> Edges(List<JsonElement> lines) =>
    [
        .. lines.Where(line => line.GetProperty("op").GetString() == "relate")
            .Select(line => (line.GetProperty("source").GetString()!, line.GetProperty("type").GetString()!, line.GetProperty("target").GetString()!)),
    ];

    private static IEnumerable<string> Reachable(ILookup<string, string> next, string start)
    {
        var seen = new HashSet<string>();
        var open = new Queue<string>([start]);
        yield return start;
        while (open.TryDequeue(out var node))
        {
            foreach (var target in next[node].Where(seen.Add))
            {
                yield return target;
                open.Enqueue(target);
            }
        }
    }
}
