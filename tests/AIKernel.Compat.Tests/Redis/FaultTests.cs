using System.Collections.Concurrent;
using StackExchange.Redis;

namespace AIKernel.Compat.Tests.Redis;

/// <summary>What happens to the client when its server is killed or frozen. A server for each test.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly PrivateRedis _redis = new();

    public Task InitializeAsync() => _redis.InitializeAsync();

    public Task DisposeAsync() => _redis.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kill_fails_what_is_under_way_and_a_restart_heals(bool tls)
    {
        await using var client = await ConnectAsync(tls);
        var failures = new ConcurrentBag<ConnectionFailureType>();
        client.ConnectionFailed += (_, failure) => failures.Add(failure.FailureType);
        for (var life = 0; life < 3; life++)
        {
            var traffic = new Traffic(client, $"life{life}") { MayVanish = true };
            var running = traffic.RunAsync(callers: 32, rounds: 12, mayFail: true);
            await Connections.SocketConnectionTests.Until(() => traffic.Answers > 50);
            await _redis.Server.KillAsync();
            await Connections.SocketConnectionTests.Until(() => traffic.Failures > 0);
            Assert.False(running.IsCompleted);
            await _redis.Server.StartAgainAsync();
            await running.WaitAsync(Limit);
            await AnswersAsync(client);
            traffic = new Traffic(client, $"healed{life}");
            await traffic.RunAsync(callers: 16, rounds: 5);
        }

        // Events are raised side by side: those of later attempts to connect may come first.
        await Connections.SocketConnectionTests.Until(() => failures.Any(kind => kind is ConnectionFailureType.SocketClosed or ConnectionFailureType.SocketFailure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_frozen_server_times_calls_out_and_later_replies_do_not_get_mixed_up(bool tls)
    {
        await using var client = await ConnectAsync(tls);
        var database = client.GetDatabase();
        await database.StringSetAsync("before", "1");
        _redis.Server.Pause();
        var calls = Enumerable.Range(0, 200).Select(number => database.StringSetAsync($"frozen{number}", Payload.Of("frozen", 30_000))).ToList();
        foreach (var call in calls) Assert.True(Traffic.IsOfTheConnection(await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(Limit))));
        Assert.ThrowsAny<Exception>(() => database.StringGet("before"));

        _redis.Server.Resume();
        await AnswersAsync(client);
        var traffic = new Traffic(client, "thawed");
        await traffic.RunAsync(callers: 16, rounds: 5, mayFail: false);
        Assert.Equal("1", (string?)await database.StringGetAsync("before"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_of_a_frozen_server_can_be_disposed_of(bool tls)
    {
        var client = await ConnectAsync(tls);
        _redis.Server.Pause();
        var calls = Enumerable.Range(0, 100).Select(number => client.GetDatabase().StringSetAsync($"{number}", new byte[50_000])).ToList();
        await Task.Run(client.Dispose).WaitAsync(Limit);
        foreach (var call in calls) Assert.True(Traffic.IsOfTheConnection(await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(Limit))));
        _redis.Server.Resume();
    }

    private Task<ConnectionMultiplexer> ConnectAsync(bool tls)
    {
        var options = _redis.Options(tls);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2_000;
        options.SyncTimeout = 1_000;
        options.AsyncTimeout = 1_000;
        return ConnectionMultiplexer.ConnectAsync(options);
    }

    private static async Task AnswersAsync(ConnectionMultiplexer client)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                await client.GetDatabase().PingAsync();
                return;
            }
            catch (Exception failure) when (Traffic.IsOfTheConnection(failure))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token); // not back yet
            }
        }
    }
}
