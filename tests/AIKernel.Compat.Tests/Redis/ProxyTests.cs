using StackExchange.Redis;
using Xunit.Abstractions;

namespace AIKernel.Compat.Tests.Redis;

[Collection(RedisCollection.Name)]
public sealed class ProxyTests(PrivateRedis redis, ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(RedisCollection.Wires), MemberType = typeof(RedisCollection))]
    public async Task Replies_that_arrive_in_crumbs_are_put_together_right(bool tls, int protocol)
    {
        await using var proxy = new Proxy(redis.PortOf(tls), Seed()) { Piece = 7 };
        await using var client = await redis.ConnectAsync(tls, protocol, proxy.Port);
        var traffic = new Traffic(client, $"crumbs:{tls}:{protocol}", largest: 2_000);
        await traffic.RunAsync(callers: 8, rounds: 3);
        Assert.Equal(8 * 3 * 8, traffic.Answers);
        var nested = await client.GetDatabase().ScriptEvaluateAsync("local t = {} for i = 1, 500 do t[i] = {i, {tostring(i)}} end return t");
        Assert.Equal(500, nested.Length);
        Assert.Equal("500", (string?)nested[499][1][0]);
    }

    [Theory]
    [MemberData(nameof(RedisCollection.Wires), MemberType = typeof(RedisCollection))]
    public async Task Resets_cost_commands_but_never_give_a_wrong_answer(bool tls, int protocol)
    {
        await using var proxy = new Proxy(redis.PortOf(tls), Seed()) { ResetAfter = 400_000 };
        var options = redis.Options(tls, protocol, proxy.Port);
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 10;
        options.AsyncTimeout = 2_000;
        await using var client = await ConnectionMultiplexer.ConnectAsync(options);
        var traffic = new Traffic(client, $"resets:{tls}:{protocol}");
        for (var round = 0; proxy.Resets < 12; round++)
        {
            Assert.True(round < 200, $"only {proxy.Resets} resets");
            await traffic.RunAsync(callers: 16, rounds: 3, mayFail: true);
        }

        output.WriteLine($"{proxy.Resets} resets, {traffic.Failures} rounds failed, {traffic.Answers} answers checked");
        Assert.InRange(traffic.Failures, 1, int.MaxValue);
        Assert.InRange(traffic.Answers, 100, int.MaxValue);
    }

    private int Seed()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return seed;
    }
}
