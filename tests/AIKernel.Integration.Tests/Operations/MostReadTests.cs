using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>What is read most, as operators are told it.</summary>
[Collection(OperatorCollection.Name)]
public sealed class MostReadTests(OperatorNodes nodes)
{
    [Fact]
    public async Task Reads_of_all_nodes_count_together_and_a_new_node_knows_them()
    {
        var database = await nodes.CreateDatabaseAsync();
        var instance = ("Caching:Redis:InstanceName", $"top_{Guid.NewGuid():N}"[..12]);
        Reply often, seldom, never;
        await using (var first = await nodes.StartNodeAsync(database, instance, Shared))
        await using (var second = await nodes.StartNodeAsync(database, instance, Shared))
        {
            (often, seldom, never) = (await first.Api.CreateAsync(), await first.Api.CreateAsync(), await first.Api.CreateAsync());
            foreach (var node in new[] { first, second })
            {
                for (var read = 0; read < 3; read++) await node.Api.GetAsync(Samples.PathOf(often));
                await node.Api.GetAsync($"/api/v1/resources/by-ref?ref={Uri.EscapeDataString(RefOf(seldom))}");
            }
            await second.Api.GetAsync(Samples.PathOf(seldom), ("If-None-Match", "*"));
            // The first has not shared its reads by itself yet; asked, each adds its own.
            await first.Api.GetAsync("/stats/top");
            Assert.Equal([(often.Id, 6.0), (seldom.Id, 3.0)], await TopAsync(second, "cluster"));
            Assert.Equal(often.Id, Assert.Single(await TopAsync(second, "cluster", "?n=1")).Id);
            await first.Api.GetAsync(Samples.PathOf(never));
        }
        // The nodes have stopped, and handed over what they had.
        await using var third = await nodes.StartNodeAsync(database, instance, Shared);
        Assert.Equal([(often.Id, 6.0), (seldom.Id, 3.0), (never.Id, 1.0)], await TopAsync(third, "cluster"));
        Assert.Equal(204, (await third.Api.DeleteAsync(Samples.PathOf(seldom), ("If-Match", "*"))).Status);
        Assert.Equal([often.Id, never.Id], (await TopAsync(third, "cluster")).Select(static one => one.Id));
    }

    [Fact]
    public async Task Without_redis_and_while_it_is_away_a_node_tells_its_own_and_loses_none()
    {
        await using var own = await LocalServers.RedisServer.StartTemporaryAsync();
        await using var node = await nodes.StartNodeAsync(await nodes.CreateDatabaseAsync(), ("Caching:Redis:ConnectionString", own.ConnectionString), Shared);
        var resource = await node.Api.CreateAsync();
        await node.Api.GetAsync(Samples.PathOf(resource));
        await own.StopAsync();
        await node.Api.GetAsync(Samples.PathOf(resource));
        Assert.Equal([(resource.Id, 2.0)], await TopAsync(node, "node"));
        await own.StartAgainAsync();
        await Eventually.HoldsAsync(async () => (await node.Api.GetAsync("/stats/top")).Json.GetProperty("source").GetString() == "cluster", "Redis is back");
        Assert.Equal([(resource.Id, 2.0)], await TopAsync(node, "cluster"));

        await using var alone = await new CatalogHost(await nodes.CreateDatabaseAsync()).ReadyAsync();
        Assert.Empty(await TopAsync(alone, "node"));
    }

    [Theory]
    [InlineData("?n=0")]
    [InlineData("?n=101")]
    [InlineData("?n=x")]
    public async Task Only_so_many_can_be_asked_for(string query)
    {
        await using var node = await new CatalogHost(await nodes.CreateDatabaseAsync()).ReadyAsync();
        Assert.Equal((400, "bad-query"), await node.Api.GetAsync($"/stats/top{query}") is var reply ? (reply.Status, reply.Code) : default);
    }

    private static (string, string) Shared => ("Operations:MostReadIntervalSeconds", "3600");

    private static string RefOf(Reply resource) => resource.Json.GetProperty("ref").GetString()!;

    private static async Task<List<(Guid Id, double Reads)>> TopAsync(CatalogHost node, string source, string query = "")
    {
        var reply = await node.Api.GetAsync($"/stats/top{query}");
        Assert.Equal((200, source), (reply.Status, reply.Json.GetProperty("source").GetString()));
        return [.. reply.Items.Select(static item => (item.GetProperty("id").GetGuid(), item.GetProperty("reads").GetDouble()))];
    }
}
