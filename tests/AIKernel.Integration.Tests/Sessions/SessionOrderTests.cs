using AIKernel.Integration.Tests.Topologies;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>In which order a session and its place on the list change, as the server saw it.</summary>
public sealed class SessionOrderTests(OneServer servers) : IClassFixture<OneServer>
{
    private readonly string _instance = $"s{Guid.NewGuid():N}";

    [Fact]
    public async Task A_session_is_written_before_it_is_listed_and_its_place_on_the_list_is_prolonged_before_itself()
    {
        await using var redis = await servers.ConnectAsync();
        await redis.GetServers()[0].ConfigSetAsync("notify-keyspace-events", "KEA");
        var changes = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Pattern("__keyevent@0__:*"));

        await using var first = await StateNode.StartAsync(servers.Configuration, _instance);
        await using var second = await StateNode.StartAsync(servers.Configuration, _instance);
        var session = await first.Sessions.CreateAsync("somebody");
        Assert.Equal(["hset session", "expire session", "zadd sessions-of", "expire sessions-of"], await ReadToMarkAsync());

        var index = redis.Keys($"{_instance}:sessions-of:*").Single();
        await redis.GetDatabase().SortedSetDecrementAsync(index, session.Id, 60_000);
        await ReadToMarkAsync();
        await second.Sessions.ExtendAsync(session.Id);
        Assert.Equal(["zadd sessions-of", "expire session"], (await ReadToMarkAsync()).Where(static change => change != "expire sessions-of"));

        // The event and the key's kind of every change, in order.
        async Task<List<string>> ReadToMarkAsync()
        {
            await redis.GetDatabase().StringSetAsync($"{_instance}:mark", "x", TimeSpan.FromMinutes(1), flags: CommandFlags.DemandMaster);
            var seen = new List<string>();
            while (true)
            {
                var change = await changes.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
                var key = change.Message.ToString();
                if (!key.StartsWith(_instance, StringComparison.Ordinal)) continue;
                var text = $"{change.Channel.ToString().Split(':')[1]} {key.Split(':')[1]}";
                if (text == "expire mark") return seen;
                if (text != "set mark") seen.Add(text);
            }
        }
    }
}
