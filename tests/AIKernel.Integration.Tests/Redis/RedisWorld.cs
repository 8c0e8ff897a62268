using AIKernel.Caching;
using AIKernel.Caching.Redis;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;
using AIKernel.LocalServers;
using AIKernel.TestKit.Redis;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>A Redis in one of its forms, a slow link to it if need be, and as many nodes as the test starts.</summary>
/// <param name="shared">Servers that others use before and after; null for a server of the test's own.</param>
public sealed class RedisWorld(Topology? shared = null) : IAsyncLifetime
{
    private readonly OneServer? _own = shared is null ? new() : null;
    private readonly List<IAsyncDisposable> _nodes = [];
    private SlowLink? _link;

    /// <summary>The server of the test's own.</summary>
    public RedisServer Redis => _own!.Server;

    public Topology Servers => shared ?? _own!;

    internal LocalJournal Journal { get; } = new();
    internal SlowLink Link => _link ??= new(Redis.Port);

    public Task InitializeAsync() => _own?.InitializeAsync() ?? Servers.FlushAsync();

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        if (_link is not null) await _link.DisposeAsync();
        if (_own is not null) await _own.DisposeAsync();
    }

    internal async Task<EngineNode> StartNodeAsync(CacheOptions? options = null, bool deaf = false, RedisConfiguration? redis = null, bool overLink = false, TimeProvider? time = null)
    {
        redis ??= overLink ? new() { ConnectionString = $"127.0.0.1:{Link.Port},password={Redis.Password}" } : Servers.Configuration;
        var node = await EngineNode.StartAsync(redis, Journal.Listen(deaf), options, time);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Waits until so many nodes at least listen to both channels.</summary>
    internal async Task EveryoneListensAsync(int nodes)
    {
        await using var redis = await ConnectAsync();
        foreach (var channel in (string[])["aikernel_:settled", "aikernel_:journal"])
            await Eventually.HoldsAsync(async () =>
            {
                var counts = await Task.WhenAll(redis.GetServers().Where(static server => server.IsConnected).Select(server => server.SubscriptionSubscriberCountAsync(RedisChannel.Literal(channel))));
                return counts.Sum() >= nodes;
            }, $"{nodes} nodes listen to {channel}");
    }

    /// <summary>A connection of the test's own, allowed to look into the server.</summary>
    internal Task<ConnectionMultiplexer> ConnectAsync() => Servers.ConnectAsync();

    /// <summary>Every command that clients send while <paramref name="work"/> runs; not what scripts do on the server.</summary>
    internal async Task<IReadOnlyList<string>> WatchAsync(Func<Task> work)
    {
        var monitors = new List<CommandMonitor>();
        foreach (var master in await Servers.MastersAsync()) monitors.Add(await CommandMonitor.StartAsync(master.Port, master.Password, master.User));
        await work();
        var commands = new List<string>();
        foreach (var monitor in monitors) commands.AddRange(await monitor.StopAsync());
        foreach (var monitor in monitors) await monitor.DisposeAsync();
        return commands;
    }
}
