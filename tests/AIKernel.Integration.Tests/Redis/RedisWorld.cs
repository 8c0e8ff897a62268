using AIKernel.Caching;
using AIKernel.Caching.Redis;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using AIKernel.TestKit.Redis;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>A Redis of the test's own, a slow link to it if need be, and as many nodes as the test starts.</summary>
public sealed class RedisWorld : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _nodes = [];
    private SlowLink? _link;

    public RedisServer Redis { get; private set; } = null!;
    internal LocalJournal Journal { get; } = new();
    internal SlowLink Link => _link ??= new(Redis.Port);

    public async Task InitializeAsync() => Redis = await RedisServer.StartTemporaryAsync();

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        if (_link is not null) await _link.DisposeAsync();
        await Redis.DisposeAsync();
    }

    internal async Task<EngineNode> StartNodeAsync(CacheOptions? options = null, bool deaf = false, RedisConfiguration? redis = null, bool overLink = false, TimeProvider? time = null)
    {
        redis ??= new() { ConnectionString = overLink ? $"127.0.0.1:{Link.Port},password={Redis.Password}" : Redis.ConnectionString };
        var node = await EngineNode.StartAsync(redis, Journal.Listen(deaf), options, time);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Waits until so many nodes at least listen to both channels.</summary>
    internal async Task EveryoneListensAsync(int nodes)
    {
        await using var redis = await ConnectAsync();
        var server = redis.GetServers()[0];
        foreach (var channel in (string[])["aikernel_:settled", "aikernel_:journal"])
            await Eventually.HoldsAsync(async () => await server.SubscriptionSubscriberCountAsync(RedisChannel.Literal(channel)) >= nodes, $"{nodes} nodes listen to {channel}");
    }

    /// <summary>A connection of the test's own, allowed to look into the server.</summary>
    internal Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(Redis.ConnectionString);
        options.AllowAdmin = true;
        return ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>Every command that clients send while <paramref name="work"/> runs; not what scripts do on the server.</summary>
    internal async Task<IReadOnlyList<string>> WatchAsync(Func<Task> work)
    {
        await using var monitor = await CommandMonitor.StartAsync(Redis.Port, Redis.Password);
        await work();
        return await monitor.StopAsync();
    }
}
