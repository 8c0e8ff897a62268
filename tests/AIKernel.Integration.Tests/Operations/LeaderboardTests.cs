using AIKernel.Caching.Redis;
using AIKernel.Caching.Redis.State;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>The board that all nodes share, and whose turn it is, on a real Redis.</summary>
[Collection(OperatorCollection.Name)]
public sealed class LeaderboardTests(OperatorNodes nodes)
{
    private static readonly string Mark = KeyBeside.Of("board-tests:fades", "halved");

    [Fact]
    public async Task Nodes_add_to_one_board_that_keeps_the_most_and_runs_out()
    {
        await using var node = await ConnectedAsync();
        var (board, other) = (Board(node, "adds", capacity: 3), Board(node, "adds", capacity: 3));
        await board.AddAsync([new("a", 5), new("b", 1), new("c", 2)], CancellationToken.None);
        await other.AddAsync([new("b", 3), new("d", 3)], CancellationToken.None);
        Assert.Equal([new("a", 5), new("b", 4), new("d", 3)], await board.TopAsync(10, CancellationToken.None));
        Assert.Equal([new("a", 5)], await other.TopAsync(1, CancellationToken.None));
        Assert.Empty(await Board(node, "another", capacity: 3).TopAsync(10, CancellationToken.None));
        await using var redis = await nodes.ConnectAsync();
        var lifetime = await redis.GetDatabase().KeyTimeToLiveAsync("board-tests:adds");
        Assert.InRange(lifetime!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task After_every_half_life_what_is_there_counts_half_once_whoever_adds()
    {
        await using var node = await ConnectedAsync();
        var board = Board(node, "fades", capacity: 10);
        await board.AddAsync([new("old", 8)], CancellationToken.None);
        await board.AddAsync([new("old", 8)], CancellationToken.None);
        Assert.Equal([new("old", 16)], await board.TopAsync(10, CancellationToken.None));
        // The half-life is over when its mark has run out.
        await using var redis = await nodes.ConnectAsync();
        Assert.True(await redis.GetDatabase().KeyDeleteAsync(Mark));
        await board.AddAsync([new("new", 9)], CancellationToken.None);
        await Board(node, "fades", capacity: 10).AddAsync([new("new", 1)], CancellationToken.None);
        Assert.Equal([new("new", 10), new("old", 8)], await board.TopAsync(10, CancellationToken.None));
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(Mark))!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        // Both keys of the script are in one slot of a cluster.
        Assert.Equal(redis.HashSlot("board-tests:fades"), redis.HashSlot(Mark));
    }

    [Fact]
    public async Task A_turn_is_one_nodes_until_it_is_over()
    {
        await using var node = await ConnectedAsync();
        var redis = node.GetRequiredService<StateRedis>();
        var turns = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => redis.TryTakeTurnAsync("work", TimeSpan.FromMinutes(13), TimeProvider.System, CancellationToken.None)));
        Assert.Single(turns, static turn => turn);
        Assert.True(await redis.TryTakeTurnAsync("other work", TimeSpan.FromMinutes(13), TimeProvider.System, CancellationToken.None));
        await using var looking = await nodes.ConnectAsync();
        Assert.InRange((await looking.GetDatabase().KeyTimeToLiveAsync("board-tests:turn:work"))!.Value, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(13));
        Assert.True(await looking.GetDatabase().KeyDeleteAsync("board-tests:turn:work"));
        Assert.True(await redis.TryTakeTurnAsync("work", TimeSpan.FromMinutes(13), TimeProvider.System, CancellationToken.None));
    }

    [Fact]
    public async Task A_redis_that_is_not_there_is_told_as_such()
    {
        var services = Services(new() { ConnectionString = "127.0.0.1:1,connectTimeout=100" });
        await using var node = services.BuildServiceProvider();
        var redis = node.GetRequiredService<StateRedis>();
        await Assert.ThrowsAsync<StateUnavailableException>(() => Board(node, "none", 1).AddAsync([new("a", 1)], CancellationToken.None));
        await Assert.ThrowsAsync<StateUnavailableException>(() => Board(node, "none", 1).TopAsync(1, CancellationToken.None));
        await Assert.ThrowsAsync<StateUnavailableException>(() => redis.TryTakeTurnAsync("work", TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None));
    }

    private static Leaderboard Board(IServiceProvider node, string name, int capacity) =>
        new(node.GetRequiredService<StateRedis>(), name, TimeProvider.System) { Capacity = capacity, HalfLife = TimeSpan.FromHours(1), Lifetime = TimeSpan.FromHours(24) };

    private static ServiceCollection Services(RedisConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStateRedis(configuration with { InstanceName = "board-tests" });
        return services;
    }

    private async Task<ServiceProvider> ConnectedAsync()
    {
        var provider = Services(new() { ConnectionString = nodes.Redis.ConnectionString }).BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => Task.FromResult(IsConnected(provider.GetRequiredService<StateRedis>())), "Redis is reached");
        return provider;
    }

    private static bool IsConnected(StateRedis redis)
    {
        try
        {
            return redis.Database.Multiplexer.IsConnected;
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }
}
