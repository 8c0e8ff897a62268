using System.Security.Cryptography;
using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.Monitoring.Live;

/// <summary>
/// What there is to watch, and who watches it: two nodes with everything switched on that has metrics, a Redis with a replica,
/// an exporter for each, and a Prometheus with the shipped configuration.
/// </summary>
public sealed class MonitoredCatalog : IAsyncLifetime
{
    public const string Collection = "monitored catalog";

    private readonly string _folder = Directory.CreateTempSubdirectory("aikernel-monitoring-").FullName;
    private readonly Stack<IAsyncDisposable> _running = new();

    internal IReadOnlyList<CatalogProcess> Nodes { get; private set; } = [];

    internal PrometheusServer Prometheus { get; private set; } = null!;

    internal CatalogTraffic Traffic { get; private set; } = null!;

    internal RedisServer Redis { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var postgres = Keep(await PostgresServer.StartTemporaryAsync());
        // So small that it must evict what the traffic writes.
        Redis = Keep(await RedisServer.StartAsync(Ephemeral("master") with { MaxMemoryBytes = 4L << 20, Configuration = ["repl-backlog-size 16kb", "repl-diskless-sync-delay 0"] }));
        var replica = Keep(await RedisServer.StartAsync(Ephemeral("replica") with { Password = Redis.Password, Configuration = [$"replicaof 127.0.0.1 {Redis.Port}"] }));
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        // One after the other: the second finds the schema there, which is not what these tests are about.
        for (var number = 1; number <= 2; number++) Nodes = [.. Nodes, Keep(await CatalogProcess.StartAsync(_folder, $"node-{number}", postgres.ConnectionString, Redis.ConnectionString, secret))];
        LocalProgram[] exporters = [Keep(await StartExporterAsync("exporter-1", Redis)), Keep(await StartExporterAsync("exporter-2", replica))];
        Prometheus = Keep(await PrometheusServer.StartAsync(_folder, [.. Nodes.Select(static node => node.OperatorAddress)], [.. exporters.Select(static one => one.Address)]));
        Traffic = Keep(new CatalogTraffic([.. Nodes.Select(static node => node.Address)]));
    }

    public async Task DisposeAsync()
    {
        // The traffic first, so that no server is stopped under a request.
        while (_running.TryPop(out var server)) await server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private T Keep<T>(T server) where T : IAsyncDisposable
    {
        _running.Push(server);
        return server;
    }

    private static RedisServerOptions Ephemeral(string name) => new() { Directory = Directory.CreateTempSubdirectory($"aikernel-{name}-").FullName, Ephemeral = true };

    // With the settings that the manifests give it.
    private Task<LocalProgram> StartExporterAsync(string name, RedisServer redis) => LocalProgram.StartAsync(name, _folder, "/health", port => (
        [Shell.Find("prometheus-redis-exporter")],
        new()
        {
            ["REDIS_ADDR"] = $"redis://127.0.0.1:{redis.Port}",
            ["REDIS_PASSWORD"] = redis.Password,
            ["REDIS_EXPORTER_CONFIG_COMMAND"] = "-",
            ["REDIS_EXPORTER_WEB_LISTEN_ADDRESS"] = $"127.0.0.1:{port}",
        }));
}

/// <summary>Alone: the traffic would disturb tests that measure how long something takes.</summary>
[CollectionDefinition(MonitoredCatalog.Collection, DisableParallelization = true)]
public sealed class MonitoredCatalogCollection : ICollectionFixture<MonitoredCatalog>;
