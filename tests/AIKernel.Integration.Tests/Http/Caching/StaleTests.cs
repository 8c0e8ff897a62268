using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.Integration.Tests.Http.Caching;

/// <summary>Stale answers, which a node gives whose database is gone and whose policy allows it (RFC 9111, 4.2.4).</summary>
public sealed class StaleTests
{
    private const string Stale = "aikernel; fwd=stale; detail=source-failed";

    [Fact]
    public async Task A_stale_answer_says_so_and_goes_to_those_who_accept_it()
    {
        var time = new MovedTime();
        await using var postgres = await PostgresServer.StartTemporaryAsync();
        await using var node = await new CatalogHost(postgres.ConnectionString, new() { ["Caching:Defaults:FailSafeSeconds"] = "300" }, services => services.AddSingleton<TimeProvider>(time)).ReadyAsync();
        var path = Samples.PathOf(await node.Api.CreateAsync());
        await node.Api.GetAsync(path);
        await postgres.KillAsync();
        await Eventually.HoldsAsync(async () => (await node.Api.GetAsync(path)).Header("Cache-Status") == Stale, "the node answers with what it has");
        time.Move(TimeSpan.FromSeconds(100));

        foreach (var directives in new[] { "no-transform", "max-stale", "max-stale=3600", "max-age=1, max-stale=3600", "max-age=3600", "min-fresh=60, max-stale" })
        {
            var reply = await node.Api.GetAsync(path, ("Cache-Control", directives));
            Assert.Equal((directives, 200, Stale), (directives, reply.Status, reply.Header("Cache-Status")));
            Assert.InRange(int.Parse(reply.Header("Age")!, null), 100, 3600);
            Assert.Null(reply.Header("Warning")); // 5.5: obsolete
        }
        // 5.2.1.1: who limits the age accepts nothing stale, unless max-stale says so (5.2.1.2), nor who asks for certainty.
        foreach (var directives in new[] { "max-age=1", "max-stale=5", "max-age=3600, max-stale=5", "min-fresh=1", "no-cache" })
        {
            var reply = await node.Api.GetAsync(path, ("Cache-Control", directives));
            Assert.Equal((directives, 503, "2"), (directives, reply.Status, reply.Header("Retry-After")));
        }
        // 5.2.1.7: the node can vouch for nothing that it holds.
        Assert.Equal(504, (await node.Api.GetAsync(path, ("Cache-Control", "only-if-cached"))).Status);
        NpgsqlConnection.ClearAllPools();
    }
}
