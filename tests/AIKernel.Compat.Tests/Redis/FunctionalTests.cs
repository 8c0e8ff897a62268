using System.Net;
using StackExchange.Redis;

namespace AIKernel.Compat.Tests.Redis;

[Collection(RedisCollection.Name)]
public sealed class FunctionalTests(PrivateRedis redis)
{
    [Theory]
    [MemberData(nameof(RedisCollection.Wires), MemberType = typeof(RedisCollection))]
    public async Task The_wire_is_the_one_asked_for(bool tls, int protocol)
    {
        await using var client = await redis.ConnectAsync(tls, protocol);
        var server = client.GetServers().Single();
        Assert.Equal(protocol == 3 ? RedisProtocol.Resp3 : RedisProtocol.Resp2, server.Protocol);
        Assert.Equal(redis.PortOf(tls), ((IPEndPoint)server.EndPoint).Port);
        Assert.Equal(1, client.GetCounters().Interactive.SocketCount);
    }

    [Theory]
    [MemberData(nameof(RedisCollection.Wires), MemberType = typeof(RedisCollection))]
    public async Task Values_of_every_size_come_back_byte_by_byte(bool tls, int protocol)
    {
        await using var client = await redis.ConnectAsync(tls, protocol);
        var database = client.GetDatabase();
        foreach (var size in (int[])[0, 1, 2, 15, 100, 1023, 4096, 8191, 16384, 65535, 65536, 65537, 200_000, 3_000_000])
        {
            var key = $"value:{tls}:{protocol}:{size}";
            Assert.True(await database.StringSetAsync(key, Payload.Of(key, size)));
            Payload.Check(key, size, await database.StringGetAsync(key));
            Payload.Check(key, size, database.StringGet(key));
            Assert.True(database.KeyDelete(key));
            Assert.True(database.StringGet(key).IsNull);
        }
    }

    [Theory]
    [MemberData(nameof(RedisCollection.Wires), MemberType = typeof(RedisCollection))]
    public async Task Large_and_nested_replies_are_parsed_whole(bool tls, int protocol)
    {
        await using var client = await redis.ConnectAsync(tls, protocol);
        var database = client.GetDatabase();
        RedisKey[] keys = [.. Enumerable.Range(0, 20_000).Select(number => (RedisKey)$"many:{tls}:{protocol}:{number}")];
        await database.StringSetAsync([.. keys.Select((key, number) => KeyValuePair.Create(key, (RedisValue)number))]);
        var values = await database.StringGetAsync(keys);
        Assert.Equal(Enumerable.Range(0, 20_000), values.Select(value => (int)value));

        RedisKey hash = $"hash:{tls}:{protocol}";
        await database.HashSetAsync(hash, [.. Enumerable.Range(0, 5_000).Select(number => new HashEntry($"field{number}", number))]);
        Assert.Equal(Enumerable.Range(0, 5_000).Sum(), (await database.HashGetAllAsync(hash)).Sum(entry => (int)entry.Value));

        var nested = await database.ScriptEvaluateAsync("return {1,{2,{3,'four',{}}},{5,{6}},false,redis.status_reply('fine')}");
        Assert.Equal("1|2|3|four|5|6||fine", string.Join('|', Flatten(nested)));

        var stream = $"stream:{tls}:{protocol}";
        foreach (var number in Enumerable.Range(0, 300)) database.StreamAdd(stream, "number", number, flags: CommandFlags.FireAndForget);
        Assert.Equal(300, (await database.StreamRangeAsync(stream)).Length);
        await database.KeyDeleteAsync([.. keys, hash, stream]);
    }

    [Theory]
    [MemberData(nameof(RedisCollection.Wires), MemberType = typeof(RedisCollection))]
    public async Task Errors_transactions_scripts_and_batches_answer_their_callers(bool tls, int protocol)
    {
        await using var client = await redis.ConnectAsync(tls, protocol);
        var database = client.GetDatabase();
        RedisKey key = $"mixed:{tls}:{protocol}";
        await database.StringSetAsync(key, "text");
        var failure = await Assert.ThrowsAsync<RedisServerException>(() => database.ListLeftPushAsync(key, 1));
        Assert.StartsWith("WRONGTYPE", failure.Message);

        var transaction = database.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(key, "text"));
        var set = transaction.StringSetAsync(key, 41);
        var increment = transaction.StringIncrementAsync(key);
        Assert.True(await transaction.ExecuteAsync());
        Assert.True(await set);
        Assert.Equal(42, await increment);
        Assert.Equal("42!", (string?)await database.ScriptEvaluateAsync("return redis.call('get', KEYS[1]) .. ARGV[1]", [key], ["!"]));

        var batch = database.CreateBatch();
        var counts = Enumerable.Range(0, 1000).Select(_ => batch.StringIncrementAsync(key)).ToList();
        batch.Execute();
        Assert.Equal(Enumerable.Range(43, 1000).Select(count => (long)count), await Task.WhenAll(counts));
        await database.KeyDeleteAsync(key);
    }

    [Theory]
    [MemberData(nameof(RedisCollection.Wires), MemberType = typeof(RedisCollection))]
    public async Task Published_messages_arrive_whole_and_in_order(bool tls, int protocol)
    {
        await using var client = await redis.ConnectAsync(tls, protocol);
        var channel = RedisChannel.Literal($"news:{tls}:{protocol}");
        var queue = await client.GetSubscriber().SubscribeAsync(channel);
        var handled = 0;
        await client.GetSubscriber().SubscribeAsync(channel, (_, _) => Interlocked.Increment(ref handled));
        await client.GetSubscriber().SubscribeAsync(channel, (_, _) => Interlocked.Increment(ref handled));
        var publishing = Task.WhenAll(Enumerable.Range(0, 500).Select(number =>
            client.GetDatabase().PublishAsync(channel, Payload.Of($"{number}", number * 20))));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var number = 0; number < 500; number++)
            Payload.Check($"{number}", number * 20, (await queue.ReadAsync(limit.Token)).Message);
        await publishing;
        await Connections.SocketConnectionTests.Until(() => Volatile.Read(ref handled) == 1000);
        await client.GetSubscriber().UnsubscribeAllAsync();
    }

    private static IEnumerable<string> Flatten(RedisResult result) => result.Length < 0
        ? [$"{result}"]
        : ((RedisResult[])result!).SelectMany(Flatten);
}
