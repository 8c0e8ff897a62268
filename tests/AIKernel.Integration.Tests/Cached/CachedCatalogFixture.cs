using AIKernel.Caching.Postgres;
using AIKernel.Catalog.Persistence;
using AIKernel.Integration.Tests.Topologies;
using AIKernel.LocalServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.Integration.Tests.Cached;

/// <summary>
/// A PostgreSQL of its own and a Redis for a class of tests. The first is not shared, and without autovacuum: the horizon is one for
/// the whole server, so any other transaction at work would turn expected hits into (rightful) misses.
/// </summary>
public class CachedCatalogFixture : IAsyncLifetime
{
    private readonly OneServer _own = new();
    private PostgresServer _postgres = null!;

    /// <summary>Servers that others use before and after; null for one of the fixture's own.</summary>
    protected virtual Topology? Shared => null;

    public NpgsqlDataSource Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var directory = Directory.CreateTempSubdirectory("aikernel-cached-").FullName;
        _postgres = await PostgresServer.StartAsync(new() { Directory = directory, Ephemeral = true, Settings = new Dictionary<string, string> { ["autovacuum"] = "off" } });
        await (Shared?.FlushAsync() ?? _own.InitializeAsync());
        Database = NpgsqlDataSource.Create(_postgres.ConnectionString);
        await PostgresJournalSchema.ApplyAsync(Database, default);
        await using var services = new ServiceCollection().AddLogging().AddCatalogPersistence(Database).BuildServiceProvider();
        await services.GetRequiredService<CatalogMigrator>().MigrateAsync(default);
    }

    public async Task DisposeAsync()
    {
        await Database.DisposeAsync();
        if (Shared is null) await _own.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    internal Task<CatalogNode> StartNodeAsync(params (string, object)[] settings) => CatalogNode.StartAsync(Database, (Shared ?? _own).Settings("Caching:Redis"), settings);

    internal async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The same with the watched servers that tests share.</summary>
public sealed class CachedCatalogBehindSentinels(WatchedServers servers) : CachedCatalogFixture
{
    /// <inheritdoc/>
    protected override Topology Shared => servers;
}

/// <summary>The same with the cluster that tests share.</summary>
public sealed class CachedCatalogOnACluster(ClusterNodes servers) : CachedCatalogFixture
{
    /// <inheritdoc/>
    protected override Topology Shared => servers;
}
