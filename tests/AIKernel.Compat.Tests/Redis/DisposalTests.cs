using StackExchange.Redis;

namespace AIKernel.Compat.Tests.Redis;

[Collection(RedisCollection.Name)]
public sealed class DisposalTests(PrivateRedis redis)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [MemberData(nameof(RedisCollection.Wires), MemberType = typeof(RedisCollection))]
    public async Task Disposing_under_load_ends_every_call_and_gives_no_wrong_answer(bool tls, int protocol)
    {
        for (var run = 0; run < 10; run++)
        {
            var client = await redis.ConnectAsync(tls, protocol);
            var traffic = new Traffic(client, $"dispose:{tls}:{protocol}");
            var running = traffic.RunAsync(callers: 16, rounds: 20, mayFail: true);
            await Connections.SocketConnectionTests.Until(() => traffic.Answers > run * 10);
            if (run % 2 == 0) await Task.Run(client.Dispose).WaitAsync(Limit);
            else await client.CloseAsync(allowCommandsToComplete: false).WaitAsync(Limit);
            await running.WaitAsync(Limit);
            Assert.True(traffic.Failures > 0, "nothing failed: the end came too late");
        }
    }

    [Fact]
    public async Task An_orderly_close_lets_commands_finish()
    {
        for (var run = 0; run < 10; run++)
        {
            var client = await redis.ConnectAsync();
            var calls = Enumerable.Range(0, 200).Select(number => client.GetDatabase().StringSetAsync($"last:{number}", number)).ToList();
            await client.CloseAsync().WaitAsync(Limit);
            Assert.All(await Task.WhenAll(calls), Assert.True);
        }
    }

    [Fact]
    public async Task A_closed_client_leaves_no_connection_behind()
    {
        await using var watcher = await redis.ConnectAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => redis.ConnectAsync(tls: number % 2 == 0)));
        var server = watcher.GetServers().Single();
        Assert.True((await server.ClientListAsync()).Length >= 42);
        foreach (var client in clients) await client.DisposeAsync();
        await Connections.SocketConnectionTests.Until(() => server.ClientList().Length <= 2);
    }
}
