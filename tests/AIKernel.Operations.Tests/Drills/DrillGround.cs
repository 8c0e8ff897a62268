using AIKernel.LocalServers;
using AIKernel.Operations.Tests.Pods;
using AIKernel.Operations.Tests.SentinelDrill;
using AIKernel.TestKit.Load;
using Npgsql;
using Xunit.Abstractions;

namespace AIKernel.Operations.Tests.Drills;

/// <summary>Two nodes of the API in front of Redis as it is shipped, in the pods' own network; a database, and load.</summary>
internal sealed class DrillGround : IAsyncDisposable
{
    private readonly PodNetwork _network;
    private readonly Func<Func<Task<bool>>, string, Task> _until;
    private readonly PostgresServer _postgres;
    private readonly ITestOutputHelper _output;

    private DrillGround(PodNetwork network, Func<Func<Task<bool>>, string, Task> until, PostgresServer postgres, ITestOutputHelper output) =>
        (_network, _until, _postgres, _output) = (network, until, postgres, output);

    public IReadOnlyList<DrillNode> Nodes { get; private set; } = [];

    public CatalogLoad Load { get; private set; } = null!;

    /// <summary>How often each drill is done: AIKERNEL_DRILLS, or once.</summary>
    public static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("AIKERNEL_DRILLS"), out var rounds) ? rounds : 1;

    /// <summary>In front of a master behind Sentinels; asked 200 times a second.</summary>
    public static Task<DrillGround> OpenAsync(SentinelPods pods, ITestOutputHelper output) => OpenAsync(pods.Network, pods.UntilAsync, output, 200, new()
    {
        ["Caching__Redis__ConnectionString"] = $"user=app,password={pods.AppPassword}",
        ["Caching__Redis__SentinelConfiguration"] =
            $"{string.Join(',', pods.All.Select(static pod => $"{pod.HostName}:{SentinelPods.SentinelPort}"))},serviceName={SentinelPods.ServiceName}",
    });

    /// <summary>In front of a cluster, whose every slot that moves costs processor time, too; asked 120 times a second.</summary>
    public static Task<DrillGround> OpenAsync(ClusterPods pods, ITestOutputHelper output) => OpenAsync(pods.Network, pods.UntilAsync, output, 120, pods.NodeSettings());

    private static async Task<DrillGround> OpenAsync(PodNetwork network, Func<Func<Task<bool>>, string, Task> until, ITestOutputHelper output, int rate, Dictionary<string, string> redis)
    {
        // The nodes are in a network of their own, which a socket of files is not shut out of.
        var postgres = await PostgresServer.StartAsync(new()
        {
            Directory = TemporaryFolder.Create("drill"),
            Ephemeral = true,
            Settings = new Dictionary<string, string> { ["unix_socket_directories"] = Path.GetTempPath(), ["unix_socket_permissions"] = "0777" },
        });
        var ground = new DrillGround(network, until, postgres, output);
        try
        {
            ground.Nodes = await Task.WhenAll(ground.StartNodeAsync("api-0", redis), ground.StartNodeAsync("api-1", redis));
            ground.Load = await CatalogLoad.StartAsync(ground.Nodes.Select(static node => node.Endpoint), new() { Rate = rate, WriteShare = 0.05 });
            return ground;
        }
        catch
        {
            await ground.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the load; not one request of it may have gone wrong, and nodes and database agree.</summary>
    public async Task FlawlessAsync()
    {
        await Load.GoesOnAsync(400);
        var report = await Load.StopAsync();
        _output.WriteLine(report.ToString());
        Assert.True(report.IsFlawless, $"{report}\n{Nodes[0].Log()}\n{Nodes[1].Log()}");
        Assert.Empty(await Load.CompareAsync(Connection));
    }

    /// <summary>Waits until every node has answers from Redis again; how long that took.</summary>
    public async Task<TimeSpan> IsUsedAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        var before = await Task.WhenAll(Nodes.Select(static node => node.Endpoint.RedisHitsAsync()));
        await _until(async () => (await Task.WhenAll(Nodes.Select(static node => node.Endpoint.RedisHitsAsync()))).Zip(before).All(static hits => hits.First > hits.Second), "every node uses Redis");
        return TimeProvider.System.GetElapsedTime(started);
    }

    /// <summary>A line of the test's own in its output.</summary>
    public void Tell(string line) => _output.WriteLine(line);

    public async ValueTask DisposeAsync()
    {
        if (Load is not null) await Load.DisposeAsync();
        foreach (var node in Nodes) await node.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _postgres.DisposeAsync();
    }

    private string Connection => new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Host = Path.GetTempPath(), MaxPoolSize = 30 }.ConnectionString;

    /// <summary>As the manifests set a node up; but memory forgets soon, so that Redis has something to do.</summary>
    private Task<DrillNode> StartNodeAsync(string name, Dictionary<string, string> redis) => DrillNode.StartAsync(_network, name, new Dictionary<string, string>(redis)
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["ConnectionStrings__Catalog"] = Connection,
        ["Caching__Memory__LifetimeSeconds"] = "1",
        ["Hosting__Drain"] = "00:00:03",
        ["Access__Writes"] = "open",
        ["Access__Operations"] = "open",
    });
}
