using System.Text.Json;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Nodes;

/// <summary>Nodes as in production, which do not wait for Redis for long.</summary>
public sealed class ImpatientNodes : TwoNodes
{
    /// <inheritdoc/>
    protected override bool Impatient => true;
}

/// <summary>The cache may fail; the request may not.</summary>
public sealed class OutageTests(ImpatientNodes nodes) : IClassFixture<ImpatientNodes>
{
    [Fact]
    public async Task Without_Redis_every_read_is_answered_and_right_and_when_it_is_back_empty_it_is_used_again()
    {
        var paths = new List<string>();
        for (var i = 0; i < 10; i++) paths.Add($"/api/v1/resources/{(await nodes.First.Api.CreateAsync()).Id}");
        await nodes.First.Api.GetAsync(paths[0]);

        await nodes.Redis.KillAsync();
        await AssertAnsweredAsync(paths);
        Assert.Equal(200, (await nodes.First.Api.GetAsync("/health/ready")).Status);
        Assert.Equal("degraded", (await nodes.First.Api.GetAsync("/health")).Json.GetProperty("status").GetString());
        await CircuitIsAsync("open", 2, paths);

        await nodes.Redis.StartAgainAsync(empty: true);
        await AssertAnsweredAsync(paths);
        await Eventually.HoldsAsync(UsesRedisAsync, "Redis is used again");
        await CircuitIsAsync("closed", 0, paths);
    }

    [Fact]
    public async Task A_Redis_that_hangs_is_left_alone_and_no_read_fails()
    {
        var paths = new List<string>();
        for (var i = 0; i < 10; i++) paths.Add($"/api/v1/resources/{(await nodes.First.Api.CreateAsync()).Id}");

        nodes.Redis.Pause();
        try
        {
            await AssertAnsweredAsync(paths);
            await CircuitIsAsync("open", 2, paths);
        }
        finally
        {
            nodes.Redis.Resume();
        }
        await AssertAnsweredAsync(paths);
        await CircuitIsAsync("closed", 0, paths);
    }

    [Fact]
    public async Task A_write_does_not_wait_for_a_Redis_that_hangs()
    {
        nodes.Redis.Pause();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                var created = await nodes.First.Api.CreateAsync();
                Assert.Equal(created.Id, (await nodes.First.Api.GetAsync($"/api/v1/resources/{created.Id}")).Id);
            }
        }
        finally
        {
            nodes.Redis.Resume();
        }
    }

    [Fact]
    public async Task Without_the_database_a_node_is_not_ready_and_after_a_crash_nothing_cached_before_is_trusted()
    {
        var created = await nodes.First.Api.CreateAsync();
        var path = $"/api/v1/resources/{created.Id}";
        await nodes.First.Api.GetAsync(path);
        var epoch = Epoch(await nodes.First.Api.GetAsync("/health"));

        await nodes.Postgres.KillAsync();
        await Eventually.HoldsAsync(async () => (await nodes.First.Api.GetAsync("/health/ready")).Status == 503, "the node is not ready");
        await Eventually.HoldsAsync(async () => (await nodes.First.Api.GetAsync(path)).Status == 503, "the node answers that it cannot");
        Assert.NotNull((await nodes.First.Api.GetAsync(path)).Header("Retry-After"));
        Assert.Equal(200, (await nodes.First.Api.GetAsync("/health/live")).Status);

        await nodes.Postgres.StartAgainAsync();
        foreach (var node in new[] { nodes.First, nodes.Second }) await node.ReadyAsync();
        await Eventually.HoldsAsync(async () => Cache(await nodes.First.Api.GetAsync("/health")).GetProperty("certified").GetBoolean(), "the node is certified again");
        Assert.NotEqual(epoch, Epoch(await nodes.First.Api.GetAsync("/health")));
        Assert.Equal("aikernel; fwd=miss", (await nodes.First.Api.GetAsync(path)).Header("Cache-Status"));
    }

    private async Task AssertAnsweredAsync(List<string> paths)
    {
        foreach (var node in new[] { nodes.First, nodes.Second })
            foreach (var path in paths)
            {
                var reply = await node.Api.GetAsync(path);
                Assert.True(reply.Status == 200 && path.EndsWith(reply.Id.ToString(), StringComparison.Ordinal), reply.ToString());
            }
    }

    /// <summary>Reads until health and metrics of both nodes show this state of the circuit.</summary>
    private async Task CircuitIsAsync(string state, int number, List<string> paths)
    {
        foreach (var node in new[] { nodes.First, nodes.Second })
            await Eventually.HoldsAsync(async () =>
            {
                // What memory holds asks Redis nothing: something new must.
                await node.Api.GetAsync($"/api/v1/resources/{Guid.NewGuid()}");
                var page = PrometheusPage.Parse((await node.Api.GetAsync("/metrics/cache")).Text);
                return Cache(await node.Api.GetAsync("/health")).GetProperty("circuit").GetString() == state && page.Find("aikernel_cache_circuit_state").Value == number;
            }, $"the circuit is {state}");
        await AssertAnsweredAsync(paths);
    }

    private async Task<bool> UsesRedisAsync()
    {
        var path = $"/api/v1/resources/{(await nodes.First.Api.CreateAsync(Samples.Resource())).Id}";
        await nodes.First.Api.GetAsync(path);
        return (await nodes.Second.Api.GetAsync(path)).Header("Cache-Status") == "aikernel; hit; detail=redis";
    }

    private static JsonElement Cache(Reply health) =>
        health.Json.GetProperty("checks").EnumerateArray().Single(static check => check.GetProperty("name").GetString() == "cache").GetProperty("data");

    private static string Epoch(Reply health) => Cache(health).GetProperty("epoch").GetString()!;
}
