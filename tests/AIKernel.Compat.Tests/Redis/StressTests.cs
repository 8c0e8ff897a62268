using StackExchange.Redis;

namespace AIKernel.Compat.Tests.Redis;

[Collection(RedisCollection.Name)]
public sealed class StressTests(PrivateRedis redis)
{
    [Theory]
    [MemberData(nameof(RedisCollection.Wires), MemberType = typeof(RedisCollection))]
    public async Task Sixty_four_callers_get_every_byte_right(bool tls, int protocol)
    {
        await using var client = await redis.ConnectAsync(tls, protocol);
        var traffic = new Traffic(client, $"stress:{tls}:{protocol}");
        await traffic.RunAsync(callers: 64, rounds: 30);
        Assert.Equal(64 * 30 * 8, traffic.Answers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pipelined_values_beyond_the_pause_threshold_all_arrive(bool tls)
    {
        await using var client = await redis.ConnectAsync(tls);
        var database = client.GetDatabase();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => database.StringSetAsync($"wide:{tls}:{number}", Payload.Of("wide", 1_000_000 + number))));
        var values = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => database.StringGetAsync($"wide:{tls}:{number}")));
        for (var number = 0; number < 60; number++) Payload.Check("wide", 1_000_000 + number, values[number]);
        await database.KeyDeleteAsync([.. Enumerable.Range(0, 60).Select(number => (RedisKey)$"wide:{tls}:{number}")]);
    }
}
