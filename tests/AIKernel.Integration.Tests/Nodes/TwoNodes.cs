using AIKernel.Caching.Journal;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;
using AIKernel.LocalServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Nodes;

/// <summary>Two nodes over one PostgreSQL and one Redis, all real, all their own.</summary>
public class TwoNodes : IAsyncLifetime
{
    // And hints of writes before, which nobody waits for.
    private static readonly string[] Housekeeping = ["publish", "config", "script", "info", "ping", "client", "hello", "auth", "echo", "select", "subscribe", "command", "cluster", "sentinel", "role", "scan", "pttl", "replconf", "psync"];

    private readonly OneServer _own = new();

    /// <summary>Servers that others use before and after; null for one of the nodes' own.</summary>
    protected virtual Topology? Shared => null;

    public Topology RedisForm => Shared ?? _own;

    public PostgresServer Postgres { get; private set; } = null!;
    public RedisServer Redis => _own.Server;
    public CatalogHost First { get; private set; } = null!;
    public CatalogHost Second { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // Without autovacuum, whose transactions would hold the horizon back now and then and make a miss of a hit.
        var directory = Directory.CreateTempSubdirectory("aikernel-nodes-").FullName;
        Postgres = await PostgresServer.StartAsync(new() { Directory = directory, Ephemeral = true, Settings = new Dictionary<string, string> { ["autovacuum"] = "off" } });
        await (Shared?.FlushAsync() ?? _own.InitializeAsync());
        First = await StartNodeAsync();
        Second = await StartNodeAsync();
    }

    public async Task DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (Shared is null) await _own.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    /// <summary>Another node over the same servers.</summary>
    public Task<CatalogHost> StartNodeAsync()
    {
        var settings = RedisForm.Settings("Caching:Redis").ToDictionary(static one => one.Name, static one => one.Value);
        settings["Caching:SharedTier:DeadlineMilliseconds"] = $"{(Impatient ? 80 : 2000)}";
        return new CatalogHost(Postgres.ConnectionString, settings).ReadyAsync();
    }

    /// <summary>Whether nodes wait for Redis as briefly as in production; else so long that a busy machine makes no miss of a hit.</summary>
    protected virtual bool Impatient => false;

    /// <summary>Stops a node's follower, as if its connection to the journal had died for good.</summary>
    public static Task StopFollowerAsync(CatalogHost node) =>
        node.Services.GetServices<IHostedService>().Single(static service => service is IJournalView).StopAsync(CancellationToken.None);

    /// <summary>A statement as somebody would type it.</summary>
    public async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var source = NpgsqlDataSource.Create(Postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A connection of the test's own, allowed to look into the server.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync() => RedisForm.ConnectAsync();

    /// <summary>The commands that Redis ran while <paramref name="work"/> did, housekeeping of connections left out.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountCommandsAsync(Func<Task> work)
    {
        await using var redis = await ConnectAsync();
        foreach (var master in Masters.Of(redis)) await master.ConfigResetStatisticsAsync();
        await work();
        var statistics = await Task.WhenAll(Masters.Of(redis).Select(static master => master.InfoAsync("commandstats")));
        return statistics.SelectMany(static sections => sections).SelectMany(static section => section)
            .Select(static line => (Command: line.Key["cmdstat_".Length..], Calls: int.Parse(line.Value.Split(',')[0]["calls=".Length..], System.Globalization.CultureInfo.InvariantCulture)))
            .Where(static one => !Housekeeping.Contains(one.Command.Split('|')[0]))
            // The client writes SET with a lifetime as SETEX or PSETEX.
            .GroupBy(static one => one.Command is "setex" or "psetex" ? "set" : one.Command)
            .ToDictionary(static command => command.Key, static command => command.Sum(static one => one.Calls));
    }
}

/// <summary>Two nodes over the watched servers that tests share.</summary>
public sealed class NodesBehindSentinels(WatchedServers servers) : TwoNodes
{
    /// <inheritdoc/>
    protected override Topology Shared => servers;
}

/// <summary>Two nodes over the cluster that tests share.</summary>
public sealed class NodesOnACluster(ClusterNodes servers) : TwoNodes
{
    /// <inheritdoc/>
    protected override Topology Shared => servers;
}
