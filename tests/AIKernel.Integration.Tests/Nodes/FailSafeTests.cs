using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using Npgsql;

namespace AIKernel.Integration.Tests.Nodes;

/// <summary>A node whose policy allows stale answers, and whose database dies.</summary>
public sealed class FailSafeTests
{
    [Fact]
    public async Task What_was_read_before_the_database_died_is_answered_as_stale_and_says_so()
    {
        await using var postgres = await PostgresServer.StartTemporaryAsync();
        await using var node = await new CatalogHost(postgres.ConnectionString, new() { ["Caching:Defaults:FailSafeSeconds"] = "300" }).ReadyAsync();
        var known = $"/api/v1/resources/{(await node.Api.CreateAsync()).Id}";
        var unknown = Samples.PathOf(await node.Api.CreateUnkeptAsync());
        var before = await node.Api.GetAsync(known);

        await postgres.KillAsync();
        await Eventually.HoldsAsync(async () => (await node.Api.GetAsync(known)).Header("Cache-Status") == "aikernel; fwd=stale; detail=source-failed", "the node answers with what it has");

        Assert.Equal(before.Text, (await node.Api.GetAsync(known)).Text);
        Assert.Equal(503, (await node.Api.GetAsync(unknown)).Status);
        Assert.Equal(503, (await node.Api.GetAsync(known, ("Cache-Control", "no-cache"))).Status); // who asks for certainty gets no stale answer
        Assert.Contains("aikernel_cache_stale_served_total{operation=\"resource.get\"}", (await node.Api.GetAsync("/metrics/cache")).Text, StringComparison.Ordinal);

        await postgres.StartAgainAsync();
        await Eventually.HoldsAsync(async () => (await node.Api.GetAsync(known)).Header("Cache-Status") is "aikernel; fwd=miss" or "aikernel; hit; detail=memory", "the node is certain again");
        NpgsqlConnection.ClearAllPools();
    }
}
