using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;

namespace AIKernel.Integration.Tests.Nodes;

/// <summary>Where answers come from, and what that costs Redis.</summary>
public abstract class ReadingContract(TwoNodes nodes)
{
    private const string Miss = "aikernel; fwd=miss", Memory = "aikernel; hit; detail=memory", FromRedis = "aikernel; hit; detail=redis";

    [Fact]
    public async Task An_item_is_a_miss_then_in_memory_and_on_the_second_node_in_Redis()
    {
        var item = Samples.PathOf(await nodes.First.Api.CreateUnkeptAsync());

        Assert.Equal(Miss, (await nodes.First.Api.GetAsync(item)).Header("Cache-Status"));
        Assert.Equal(Memory, (await nodes.First.Api.GetAsync(item)).Header("Cache-Status"));
        var second = await nodes.Second.Api.GetAsync(item);
        Assert.Equal(FromRedis, second.Header("Cache-Status"));
        Assert.Equal("0", second.Header("Age"));
        Assert.Equal(Memory, (await nodes.Second.Api.GetAsync(item)).Header("Cache-Status"));
    }

    [Fact]
    public async Task A_Redis_hit_costs_one_command_and_a_miss_two()
    {
        var item = Samples.PathOf(await nodes.First.Api.CreateUnkeptAsync());

        Assert.Equal(new Dictionary<string, int> { ["get"] = 1, ["set"] = 1 }, await nodes.CountCommandsAsync(() => nodes.First.Api.GetAsync(item)));
        Assert.Equal(new Dictionary<string, int> { ["get"] = 1 }, await nodes.CountCommandsAsync(() => nodes.Second.Api.GetAsync(item)));
        Assert.Empty(await nodes.CountCommandsAsync(() => nodes.Second.Api.GetAsync(item)));
    }

    [Fact]
    public async Task What_was_written_is_in_memory_and_on_the_second_node_in_Redis_unless_the_writer_wants_nothing_kept()
    {
        var created = await nodes.First.Api.CreateAsync();
        var item = Samples.PathOf(created);
        await AreReadAsync(Memory, FromRedis, created);
        await AreReadAsync(Memory, FromRedis, await nodes.First.Api.PatchAsync(item, new JsonObject { ["title"] = "Once" }, ("If-Match", "*")));
        await AreReadAsync(Miss, FromRedis, await nodes.First.Api.PatchAsync(item, new JsonObject { ["title"] = "Twice" }, ("If-Match", "*"), ("Cache-Control", "no-store")));

        async Task AreReadAsync(string first, string second, Reply written)
        {
            var here = await nodes.First.Api.GetAsync(item);
            var there = await nodes.Second.Api.GetAsync(item, ("Catalog-Position", written.Header("Catalog-Position")!));
            Assert.Equal((first, second), (here.Header("Cache-Status"), there.Header("Cache-Status")));
            Assert.Equal((written.Text, written.Etag), (here.Text, here.Etag));
            Assert.Equal((written.Text, written.Etag), (there.Text, there.Etag));
        }
    }

    [Fact]
    public async Task What_a_request_with_no_store_loads_is_not_kept()
    {
        var item = Samples.PathOf(await nodes.First.Api.CreateUnkeptAsync());

        var commands = await nodes.CountCommandsAsync(() => nodes.First.Api.GetAsync(item, ("Cache-Control", "no-store")));

        Assert.Empty(commands);
        Assert.Equal(Miss, (await nodes.First.Api.GetAsync(item)).Header("Cache-Status"));
    }

    [Fact]
    public async Task A_batch_reads_what_memory_lacks_with_one_command()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++) ids.Add((await nodes.First.Api.CreateAsync()).Id);
        var body = new JsonObject { ["ids"] = new JsonArray([.. ids.Select(static id => (JsonNode)id.ToString()), ids[0].ToString(), Guid.NewGuid().ToString()]) };
        await nodes.First.Api.PostAsync("/api/v1/resources/batch-get", body);

        Reply? answer = null;
        var commands = await nodes.CountCommandsAsync(async () => answer = await nodes.Second.Api.PostAsync("/api/v1/resources/batch-get", body));

        await using var redis = await nodes.ConnectAsync();
        // On a cluster one for each slot; anywhere else all keys are of none.
        var slots = redis.HashSlot("any") < 0 ? 1 : redis.Keys("*:resource:get:*").Select(key => redis.HashSlot(key)).Distinct().Count();
        Assert.Equal(["mget"], commands.Keys);
        Assert.InRange(commands["mget"], 1, slots);
        Assert.Equal(FromRedis, answer!.Header("Cache-Status"));
        var items = answer.Items.ToList();
        Assert.Equal([.. ids, ids[0]], items.Take(6).Select(static item => item.GetProperty("id").GetGuid()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, items[6].ValueKind);
    }

    [Fact]
    public async Task Every_key_has_the_documented_form_and_a_lifetime()
    {
        var id = (await nodes.First.Api.CreateAsync()).Id;
        foreach (var path in new[] { $"resources/{id}", $"resources/{Guid.NewGuid()}", "resources?kind=model", $"resources/{id}/versions", $"resources/{id}/versions/1", $"resources/{id}/relationships", $"resources/{id}/lineage", $"resources/{id}/impact", "search?q=model", "search/autocomplete?prefix=mo" })
            await nodes.First.Api.GetAsync($"/api/v1/{path}");
        await using var redis = await nodes.ConnectAsync();
        var database = redis.GetDatabase();
        var keys = redis.Keys("aikernel_:v1*");

        Assert.True(keys.Count >= 10, string.Join('\n', keys));
        Assert.Contains(keys, key => Regex.IsMatch(key, $"^aikernel_:v1\\.[0-9a-f]{{8}}:resource:get:{id}$"));
        Assert.All(keys, static key => Assert.Matches(@"^aikernel_:v1\.[0-9a-f]{8}:(resource|relationship|lineage|search):[a-z-]+:\S+$", key));
        foreach (var key in keys) Assert.InRange(((await database.KeyTimeToLiveAsync(key)) ?? TimeSpan.Zero).TotalSeconds, 1, 3600);
    }
}

public sealed class ReadingTests(TwoNodes nodes) : ReadingContract(nodes), IClassFixture<TwoNodes>;

[Collection(WatchedServers.Collection)]
public sealed class ReadingBehindSentinelsTests(NodesBehindSentinels nodes) : ReadingContract(nodes), IClassFixture<NodesBehindSentinels>;

[Collection(ClusterNodes.Collection)]
public sealed class ReadingOnAClusterTests(NodesOnACluster nodes) : ReadingContract(nodes), IClassFixture<NodesOnACluster>;
