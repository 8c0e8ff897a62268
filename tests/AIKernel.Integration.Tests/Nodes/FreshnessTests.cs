using System.Text.Json.Nodes;
using AIKernel.Caching.Journal;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Nodes;

/// <summary>G2 to G6 as consumers meet them: over HTTP, on two nodes.</summary>
public abstract class FreshnessContract(TwoNodes nodes)
{
    [Fact]
    public async Task The_node_that_acknowledged_a_write_serves_it_at_once()
    {
        var (path, etag) = await PrepareAsync();
        for (var round = 0; round < 50; round++)
        {
            var title = $"Round {round}";
            var written = await nodes.First.Api.PatchAsync(path, new JsonObject { ["title"] = title }, ("If-Match", etag));
            etag = written.Etag;
            Assert.Equal(title, Title(await nodes.First.Api.GetAsync(path)));
        }
    }

    [Fact]
    public async Task A_read_that_carries_the_position_sees_the_write_on_any_node()
    {
        var (path, etag) = await PrepareAsync();
        for (var round = 0; round < 50; round++)
        {
            var title = $"Position {round}";
            var written = await nodes.First.Api.PatchAsync(path, new JsonObject { ["title"] = title }, ("If-Match", etag));
            etag = written.Etag;
            Assert.Equal(title, Title(await nodes.Second.Api.GetAsync(path, ("Catalog-Position", written.Header("Catalog-Position")!))));
        }
    }

    [Fact]
    public async Task Another_node_sees_a_write_by_itself()
    {
        var (path, etag) = await PrepareAsync();
        await nodes.First.Api.PatchAsync(path, new JsonObject { ["title"] = "Elsewhere" }, ("If-Match", etag));
        await Eventually.HoldsAsync(async () => Title(await nodes.Second.Api.GetAsync(path)) == "Elsewhere", "the second node serves the change");
    }

    [Fact]
    public async Task An_update_typed_by_hand_is_seen_like_any_other_change()
    {
        var (path, _) = await PrepareAsync();
        await nodes.ExecuteAsync("update catalog.resources set title = 'By hand' where id = $1", Guid.Parse(path[(path.LastIndexOf('/') + 1)..]));
        foreach (var node in new[] { nodes.First, nodes.Second })
        {
            Assert.Equal("By hand", Title(await node.Api.GetAsync(path, ("Cache-Control", "no-cache"))));
            Assert.Equal("By hand", Title(await node.Api.GetAsync(path)));
        }
    }

    [Fact]
    public async Task A_strong_read_still_uses_the_cache()
    {
        var (path, _) = await PrepareAsync();
        var strong = await nodes.First.Api.GetAsync(path, ("Cache-Control", "no-cache"));
        Assert.Equal("aikernel; hit; detail=memory", strong.Header("Cache-Status"));
    }

    [Fact]
    public async Task A_node_whose_follower_has_stopped_serves_nothing_from_its_cache_once_it_cannot_vouch_for_it()
    {
        await using var cut = await nodes.StartNodeAsync();
        var (path, etag) = await PrepareAsync();
        await cut.Api.GetAsync(path);
        await TwoNodes.StopFollowerAsync(cut);
        await nodes.First.Api.PatchAsync(path, new JsonObject { ["title"] = "After the cut" }, ("If-Match", etag));
        await Eventually.HoldsAsync(() => Task.FromResult(!cut.Services.GetRequiredService<IJournalView>().Status.Certified), "the node is no longer certified");

        for (var i = 0; i < 3; i++)
        {
            var answer = await cut.Api.GetAsync(path);
            Assert.Equal("After the cut", Title(answer));
            Assert.Equal("aikernel; fwd=bypass; detail=uncertified", answer.Header("Cache-Status"));
        }
        var strong = await cut.Api.GetAsync(path, ("Cache-Control", "no-cache"));
        Assert.Equal((503, "2"), (strong.Status, strong.Header("Retry-After")));
    }

    [Fact]
    public async Task A_write_through_a_node_whose_follower_has_stopped_is_acknowledged_and_served_by_it()
    {
        await using var cut = await nodes.StartNodeAsync();
        var content = Samples.Resource();
        var created = await nodes.First.Api.CreateAsync(content);
        var path = $"/api/v1/resources/{created.Id}";
        await cut.Api.GetAsync(path);
        await TwoNodes.StopFollowerAsync(cut);

        content["title"] = "Not lost";
        var written = await cut.Api.PutAsync(path, content, ("If-Match", created.Etag));

        Assert.Equal(200, written.Status);
        Assert.Equal("Not lost", Title(await cut.Api.GetAsync(path)));
    }

    /// <summary>A resource that both nodes hold in memory.</summary>
    private async Task<(string Path, string Etag)> PrepareAsync()
    {
        var created = await nodes.First.Api.CreateAsync();
        var path = $"/api/v1/resources/{created.Id}";
        await nodes.First.Api.GetAsync(path);
        await nodes.Second.Api.GetAsync(path, ("Catalog-Position", created.Header("Catalog-Position")!));
        return (path, created.Etag);
    }

    private static string Title(Reply reply) => reply.Json.GetProperty("title").GetString()!;
}

public sealed class FreshnessTests(TwoNodes nodes) : FreshnessContract(nodes), IClassFixture<TwoNodes>;

[Collection(WatchedServers.Collection)]
public sealed class FreshnessBehindSentinelsTests(NodesBehindSentinels nodes) : FreshnessContract(nodes), IClassFixture<NodesBehindSentinels>;

[Collection(ClusterNodes.Collection)]
public sealed class FreshnessOnAClusterTests(NodesOnACluster nodes) : FreshnessContract(nodes), IClassFixture<NodesOnACluster>;
