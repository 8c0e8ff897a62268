using AIKernel.Caching;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Methods;

/// <summary>A service of one's own behind the cache: real hosts, real PostgreSQL with its triggers, real Redis.</summary>
public sealed class CachedServiceTests(AgentNodes nodes) : IClassFixture<AgentNodes>
{
    [Fact]
    public async Task A_call_is_answered_by_the_service_then_by_memory_and_on_another_node_by_Redis_until_somebody_changes_the_row()
    {
        var id = await CreateAsync("Ada");
        await Eventually.HoldsAsync(async () => await GetAsync(nodes.First, id) is ("Ada", CacheOutcome.Memory), "the first node keeps the answer");

        Assert.Equal(("Ada", CacheOutcome.Shared), await GetAsync(nodes.Second, id));
        Assert.Equal(("Ada", CacheOutcome.Memory), await GetAsync(nodes.Second, id));

        await nodes.ExecuteAsync("update ours.agents set name = 'Grace' where id = $1", id);
        await Eventually.HoldsAsync(async () => (await GetAsync(nodes.First, id)).Name == "Grace" && (await GetAsync(nodes.Second, id)).Name == "Grace", "both nodes serve the change");
        await nodes.ExecuteAsync("delete from ours.agents where id = $1", id);
        await Eventually.HoldsAsync(async () => (await GetAsync(nodes.First, id)).Name is null && (await GetAsync(nodes.Second, id)).Name is null, "both nodes serve the deletion");
    }

    [Fact]
    public async Task A_node_serves_every_write_that_it_acknowledged()
    {
        var id = await CreateAsync("0");
        for (var round = 1; round <= 50; round++)
        {
            await using var scope = nodes.First.Services.CreateAsyncScope();
            var agents = scope.ServiceProvider.GetRequiredService<IAgentService>();
            await agents.RenameAsync(id, $"{round}", default);
            Assert.Equal($"{round}", (await agents.GetAsync(id, default))!.Name);
            Assert.Contains(await agents.ListAsync(default), agent => agent == new Agent(id, $"{round}"));
        }
    }

    [Fact]
    public async Task The_operation_shows_in_the_metrics()
    {
        await GetAsync(nodes.First, Guid.NewGuid());

        var page = await nodes.First.Api.GetAsync("/metrics/cache");
        Assert.Contains("operation=\"agent.IAgentService.GetAsync\"", page.Text, StringComparison.Ordinal);
    }

    private async Task<Guid> CreateAsync(string name)
    {
        var id = Guid.NewGuid();
        await nodes.ExecuteAsync("insert into ours.agents values ($1, $2)", id, name);
        return id;
    }

    private static async Task<(string? Name, CacheOutcome Outcome)> GetAsync(CatalogHost host, Guid id)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var trace = CacheTrace.Begin();
        var agent = await scope.ServiceProvider.GetRequiredService<IAgentService>().GetAsync(id, default);
        return (agent?.Name, trace.Outcome);
    }
}
