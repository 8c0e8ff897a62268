using AIKernel.Caching.Sharing;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using AIKernel.TestKit.Load;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>Two nodes with the patience of production over a Redis of one's own, and load on them: no request may fail, no answer be stale.</summary>
internal sealed class NodesUnderLoad : IAsyncDisposable
{
    public const string Collection = "load";

    // Nodes, their servers and whoever asks them share one small machine here.
    private static readonly LoadOptions Gentle = new() { Rate = 60 };

    private readonly string _database;
    private readonly ITestOutputHelper _output;
    private readonly CatalogHost[] _nodes;
    private CatalogLoad? _load;

    private NodesUnderLoad(string database, CatalogHost[] nodes, ITestOutputHelper output) => (_database, _nodes, _output) = (database, nodes, output);

    public CatalogLoad Load => _load!;

    public static async Task<NodesUnderLoad> StartAsync(Topology redis, ITestOutputHelper output)
    {
        // Nothing runs beside these tests: no transaction of others holds the horizon back.
        var database = await HttpFixture.CreateDatabaseAsync();
        // Memory forgets soon, so that Redis has something to do.
        var settings = redis.Settings("Caching:Redis").Append(("Caching:Memory:LifetimeSeconds", "1")).ToDictionary(static one => one.Item1, static one => one.Item2);
        var nodes = new[] { new CatalogHost(database, settings), new CatalogHost(database, settings) };
        var all = new NodesUnderLoad(database, nodes, output);
        foreach (var node in nodes) await node.ReadyAsync();
        await all.IsUsedAsync();
        all._load = await CatalogLoad.StartAsync(nodes.Select(static node => new LoadNode(node.ClientOptions.BaseAddress)), Gentle);
        return all;
    }

    /// <summary>Waits until both circuits are closed and each node's writes arrive, and says how long that took.</summary>
    public async Task<TimeSpan> IsUsedAsync(string? since = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        var waiting = _nodes.Select(static node => node.Services.GetRequiredService<GuardedSharedTier>()).ToList();
        await Eventually.HoldsAsync(async () =>
        {
            // Keys enough for every slot's server.
            foreach (var tier in waiting.ToArray())
                if (tier.State == SharedTierState.Closed && await IsUsableAsync(tier)) waiting.Remove(tier);
            return waiting.Count == 0;
        }, "every node uses Redis");
        var took = TimeProvider.System.GetElapsedTime(started);
        if (since is not null) _output.WriteLine($"Redis is used again {took.TotalMilliseconds:0} ms after {since}.");
        return took;
    }

    /// <summary>Ends the load; not one request of it may have gone wrong.</summary>
    public async Task FlawlessAsync()
    {
        await IsUsedAsync();
        await Load.GoesOnAsync(60);
        var report = await Load.StopAsync();
        _output.WriteLine(report.ToString());
        Assert.True(report.IsFlawless, report.ToString());
        Assert.Empty(await Load.CompareAsync(_database));
    }

    /// <summary>Connections of the nodes to these servers, by the servers' own count.</summary>
    public static async Task<int> ConnectionsAsync(IEnumerable<RedisServer> servers)
    {
        var count = 0;
        foreach (var server in servers.Where(static server => server.IsRunning))
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true,name=looker");
            count += (await redis.GetServers().Single(one => one.EndPoint.ToString()!.EndsWith($":{server.Port}", StringComparison.Ordinal)).ClientListAsync()).Count(static client => client.Name == "aikernel");
        }
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        if (_load is not null) await _load.DisposeAsync();
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private static async Task<bool> IsUsableAsync(GuardedSharedTier tier)
    {
        for (var i = 0; i < 30; i++)
            if (!(await tier.SetAsync($"aikernel_:test:{i}", new byte[] { 1 }, TimeSpan.FromSeconds(5))).Answered) return false;
        return true;
    }
}

/// <summary>One at a time and with nothing beside them: a machine that has no time left would answer late whatever Redis does.</summary>
[CollectionDefinition(NodesUnderLoad.Collection, DisableParallelization = true)]
public sealed class LoadCollection;
