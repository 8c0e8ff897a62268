using AIKernel.Caching;
using AIKernel.Catalog;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;
using AIKernel.Integration.Tests.Topologies;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Cached;

/// <summary>
/// The race every other cache loses: (1) a load reads the old value; (2) the value changes and is invalidated; (3) the
/// load comes back. Whatever it puts where, nobody may be served it any more.
/// </summary>
public abstract class HeldLoadContract(CachedCatalogFixture catalog)
{
    /// <summary>Every cached read, by the name of its repository method.</summary>
    public static TheoryData<string> Reads => [.. HeldReads.All.Keys];

    [Theory, MemberData(nameof(Reads))]
    public async Task A_load_held_while_its_answer_changes_is_not_served_again_by_its_node(string read)
    {
        await using var node = await catalog.StartNodeAsync();
        var scene = await Scene.PrepareAsync(node);
        node.Gate.Close(HeldReads.MethodOf(read));
        var held = HeldReads.All[read](node, scene);
        await node.Gate.Entered;

        await scene.ChangeAsync(node);
        node.Gate.Open();
        var before = await held;

        var (after, outcome) = await CatalogNode.TraceAsync(() => HeldReads.All[read](node, scene));
        Assert.NotEqual(before, after);
        Assert.Equal(CacheOutcome.Miss, outcome);
        var (again, fromMemory) = await CatalogNode.TraceAsync(() => HeldReads.All[read](node, scene));
        Assert.Equal(after, again);
        Assert.Equal(CacheOutcome.Memory, fromMemory);
    }

    [Theory, MemberData(nameof(Reads))]
    public async Task A_load_published_by_a_node_that_has_not_seen_the_change_is_not_served_by_one_that_has(string read)
    {
        await using var behind = await catalog.StartNodeAsync(("Caching:Journal:MaxStalenessMilliseconds", 60_000));
        await using var ahead = await catalog.StartNodeAsync();
        var scene = await Scene.PrepareAsync(ahead);
        await behind.Journal.CatchUpAsync(CancellationToken.None);
        await behind.StopFollowerAsync();
        behind.Gate.Close(HeldReads.MethodOf(read));
        var held = HeldReads.All[read](behind, scene);
        await behind.Gate.Entered;

        await scene.ChangeAsync(ahead);
        behind.Gate.Open();
        var before = await held; // and now the old answer lies in Redis

        var (after, outcome) = await CatalogNode.TraceAsync(() => HeldReads.All[read](ahead, scene));
        Assert.NotEqual(before, after);
        Assert.Equal(CacheOutcome.Miss, outcome);
        await using var late = await catalog.StartNodeAsync();
        var (fromRedis, tier) = await CatalogNode.TraceAsync(() => HeldReads.All[read](late, scene));
        Assert.Equal(after, fromRedis);
        Assert.Equal(CacheOutcome.Shared, tier);
    }

    [Theory]
    [InlineData("GetAsync")]
    [InlineData("GetByReferenceAsync")]
    public async Task What_the_node_itself_wrote_is_read_from_memory_and_no_load_held_meanwhile_replaces_it(string read)
    {
        await using var node = await catalog.StartNodeAsync();
        var scene = await Scene.PrepareAsync(node);
        node.Gate.Close(HeldReads.MethodOf(read));
        var held = HeldReads.All[read](node, scene);
        await node.Gate.Entered;

        await scene.ChangeAsync(node.Repositories);
        node.Gate.Open();
        var before = await held;

        var (after, outcome) = await CatalogNode.TraceAsync(() => HeldReads.All[read](node, scene));
        Assert.NotEqual(before, after);
        Assert.Equal(CacheOutcome.Memory, outcome);
        await using var late = await catalog.StartNodeAsync();
        var (fromRedis, tier) = await CatalogNode.TraceAsync(() => HeldReads.All[read](late, scene));
        Assert.Equal(after, fromRedis);
        Assert.Equal(CacheOutcome.Shared, tier);
    }

    [Theory, MemberData(nameof(Reads))]
    public async Task A_change_typed_by_hand_is_seen_by_every_read(string read)
    {
        await using var node = await catalog.StartNodeAsync();
        var scene = await Scene.PrepareAsync(node);
        var before = await HeldReads.All[read](node, scene);

        await catalog.ExecuteAsync("update catalog.resources set title = 'By hand', description = 'zebrafish', tags = array['by-hand'] where id = $1", scene.Id);
        await catalog.ExecuteAsync("delete from catalog.relationships where target = $1", scene.Id);
        await node.Journal.CatchUpAsync(CancellationToken.None);

        if (HeldReads.ByContent.Contains(read)) Assert.NotEqual(before, await HeldReads.All[read](node, scene));
        var (_, outcome) = await CatalogNode.TraceAsync(() => HeldReads.All[read](node, scene));
        Assert.NotEqual(CacheOutcome.Uncertified, outcome);
    }
}

public sealed class HeldLoadTests(CachedCatalogFixture catalog) : HeldLoadContract(catalog), IClassFixture<CachedCatalogFixture>;

[Collection(WatchedServers.Collection)]
public sealed class HeldLoadBehindSentinelsTests(CachedCatalogBehindSentinels catalog) : HeldLoadContract(catalog), IClassFixture<CachedCatalogBehindSentinels>;

[Collection(ClusterNodes.Collection)]
public sealed class HeldLoadOnAClusterTests(CachedCatalogOnACluster catalog) : HeldLoadContract(catalog), IClassFixture<CachedCatalogOnACluster>;

/// <summary>A resource with an edge, its name its own, about to change in everything that reads show.</summary>
internal sealed class Scene
{
    private readonly string _name = $"held-{Guid.NewGuid():N}";

    public Guid Id { get; private set; }
    public Guid Upstream { get; private set; }
    public string Word => _name;
    public ResourceReference Reference => new("model", "held", _name);

    public static async Task<Scene> PrepareAsync(CatalogNode node)
    {
        var scene = new Scene();
        scene.Id = await CreateAsync(node.Bare, scene.Content("Before"));
        scene.Upstream = await CreateAsync(node.Bare, scene.Content("Upstream") with { Kind = "dataset" });
        await node.Journal.CatchUpAsync(CancellationToken.None);
        return scene;
    }

    /// <summary>
    /// Changes title and description, adds an edge, and adds another resource that lists, counts and searches find: past the node,
    /// which then catches up.
    /// </summary>
    public async Task ChangeAsync(CatalogNode node)
    {
        await ChangeAsync(node.Bare);
        await node.Journal.CatchUpAsync(CancellationToken.None);
    }

    /// <summary>The same, wherever these repositories lead.</summary>
    public async Task ChangeAsync(CatalogRepositories catalog)
    {
        var related = await catalog.Relationships.CreateAsync(new(Id, "trained_on", Upstream, CanonicalJson.Empty), CancellationToken.None);
        Assert.Equal(WriteStatus.Created, related.Status);
        await CreateAsync(catalog, Content("Another") with { Name = $"{_name}-2" });
        var updated = await catalog.Resources.UpdateAsync(Id, Content("After"), WriteCondition.Any, CancellationToken.None);
        Assert.Equal(WriteStatus.Updated, updated.Status);
    }

    private static async Task<Guid> CreateAsync(CatalogRepositories catalog, ResourceContent content)
    {
        var created = await catalog.Resources.CreateAsync(content, CancellationToken.None);
        Assert.Equal(WriteStatus.Created, created.Status);
        return created.Value!.Id;
    }

    private ResourceContent Content(string title) => new() { Kind = "model", Namespace = "held", Name = _name, Title = title, Owner = _name };
}

/// <summary>Every cached read of the three repositories, answers as text so that one comparison fits all.</summary>
internal static class HeldReads
{
    public static IReadOnlyDictionary<string, Func<CatalogNode, Scene, ValueTask<string>>> All { get; } = new Dictionary<string, Func<CatalogNode, Scene, ValueTask<string>>>
    {
        ["GetAsync"] = static (node, scene) => Text(node.Resources.GetAsync(scene.Id, default)),
        ["GetManyAsync"] = static (node, scene) => Text(Joined(node.Resources.GetManyAsync([scene.Id, scene.Upstream], default))),
        ["GetByReferenceAsync"] = static (node, scene) => Text(node.Resources.GetByReferenceAsync(scene.Reference, default)),
        ["GetManyByReferenceAsync"] = static (node, scene) => Text(Joined(node.Resources.GetManyByReferenceAsync([scene.Reference], default))),
        ["ListAsync"] = static (node, scene) => Text(node.Resources.ListAsync(new() { Owner = scene.Word }, default)),
        ["CountAsync"] = static (node, scene) => Text(node.Resources.CountAsync(new() { Owner = scene.Word }, default)),
        ["ListVersionsAsync"] = static (node, scene) => Text(node.Resources.ListVersionsAsync(new(scene.Id, null, 10), default)),
        ["GetVersionAsync"] = static (node, scene) => Text(node.Resources.GetVersionAsync(scene.Id, 2, default)),
        ["ListAsync of relationships"] = static (node, scene) => Text(node.Relationships.ListAsync(new() { ResourceId = scene.Id }, default)),
        ["GetLineageAsync"] = static (node, scene) => Text(node.Relationships.GetLineageAsync(new() { Root = scene.Id }, default)),
        ["GetImpactAsync"] = static (node, scene) => Text(node.Relationships.GetImpactAsync(new(scene.Upstream, LineageDirection.Downstream), default)),
        ["GetDependenciesAsync"] = static (node, scene) => Text(node.Relationships.GetDependenciesAsync(new([scene.Id], 3), default)),
        ["SearchAsync"] = static (node, scene) => Text(node.Search.SearchAsync(new() { Text = scene.Word }, default)),
        ["AutocompleteAsync"] = static (node, scene) => Text(node.Search.AutocompleteAsync(new(scene.Word, "model", 10), default)),
    };

    /// <summary>The reads whose answer changes when title, description and tags do.</summary>
    public static IReadOnlySet<string> ByContent { get; } = new HashSet<string>
    {
        "GetAsync", "GetManyAsync", "GetByReferenceAsync", "GetManyByReferenceAsync", "ListAsync", "GetLineageAsync", "GetDependenciesAsync", "SearchAsync", "AutocompleteAsync",
    };

    public static string MethodOf(string read) => read.Split(' ')[0];

    private static async ValueTask<string> Text<T>(ValueTask<T> answer) => (await answer)?.ToString() ?? "none";

    private static async ValueTask<string> Joined(ValueTask<IReadOnlyList<Resource?>> answers) => string.Join('\n', await answers);
}
