using AIKernel.Caching.Redis.State;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>Sessions while their Redis is away: neither in nor out, and never for ever.</summary>
public sealed class SessionOutageTests : IAsyncLifetime
{
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await StateServers.StartRedisAsync("maxmemory-policy noeviction");

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task Every_question_says_that_it_cannot_be_answered_and_sessions_work_again_when_Redis_is_back()
    {
        await using var node = await StateNode.StartAsync(_redis.ConnectionString);
        var session = await node.Sessions.CreateAsync("somebody");
        await _redis.KillAsync();

        var sessions = node.Sessions;
        foreach (var ask in new Func<Task>[]
        {
            () => sessions.CreateAsync("somebody"), () => sessions.GetAsync(session.Id), () => sessions.ExtendAsync(session.Id), () => sessions.UpdateAsync(session.Id, default),
            () => sessions.EndAsync(session.Id), () => sessions.ListAsync("somebody"), () => sessions.EndAllAsync("somebody"),
        })
            await Assert.ThrowsAsync<StateUnavailableException>(ask);

        await _redis.StartAgainAsync();
        await Eventually.HoldsAsync(async () => await WorksAsync(node), "sessions work again");
    }

    [Fact]
    public async Task A_node_started_before_its_Redis_has_sessions_once_that_is_there()
    {
        await _redis.StopAsync();
        await using var node = await StateNode.StartAsync(_redis.ConnectionString);
        await Assert.ThrowsAsync<StateUnavailableException>(() => node.Sessions.CreateAsync("somebody"));

        await _redis.StartAgainAsync();
        await Eventually.HoldsAsync(async () => await WorksAsync(node), "sessions work");
    }

    [Fact]
    public async Task A_Redis_that_is_full_and_may_not_evict_refuses_and_what_it_holds_stays()
    {
        await using var full = await RedisServer.StartAsync(new()
        {
            Directory = Directory.CreateTempSubdirectory("aikernel-full-").FullName,
            Ephemeral = true,
            MaxMemoryBytes = 8 << 20,
            Configuration = ["maxmemory-policy noeviction"],
        });
        await using var node = await StateNode.StartAsync(full.ConnectionString);
        var first = await node.Sessions.CreateAsync("somebody", new byte[60_000]);

        await Assert.ThrowsAsync<StateUnavailableException>(async () =>
        {
            for (var i = 0; i < 1000; i++) await node.Sessions.CreateAsync($"somebody {i}", new byte[60_000]);
        });

        Assert.NotNull(await node.Sessions.GetAsync(first.Id));
        Assert.True(await node.Sessions.EndAsync(first.Id));
    }

    private static async Task<bool> WorksAsync(StateNode node)
    {
        try
        {
            return await node.Sessions.GetAsync((await node.Sessions.CreateAsync("somebody")).Id) is not null;
        }
        catch (StateUnavailableException)
        {
            return false;
        }
    }
}
