using AIKernel.Caching.Postgres;
using AIKernel.Catalog.Persistence;
using AIKernel.LocalServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.Integration.Tests.Cached;

/// <summary>
/// A PostgreSQL and a Redis of its own for a class of tests. Not shared, and without autovacuum: the horizon is one for
/// the whole server, so any other transaction at work would turn expected hits into (rightful) misses.
/// </summary>
public sealed class CachedCatalogFixture : IAsyncLifetime
{
    private PostgresServer _postgres = null!;

    public RedisServer Redis { get; private set; } = null!;
    public NpgsqlDataSource Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var directory = Directory.CreateTempSubdirectory("aikernel-cached-").FullName;
        _postgres = await PostgresServer.StartAsync(new() { Directory = directory, Ephemeral = true, Settings = new Dictionary<string, string> { ["autovacuum"] = "off" } });
        Redis = await RedisServer.StartTemporaryAsync();
        Database = NpgsqlDataSource.Create(_postgres.ConnectionString);
        await PostgresJournalSchema.ApplyAsync(Database, default);
        await using var services = new ServiceCollection().AddLogging().AddCatalogPersistence(Database).BuildServiceProvider();
        await services.GetRequiredService<CatalogMigrator>().MigrateAsync(default);
    }

    public async Task DisposeAsync()
    {
        await Database.DisposeAsync();
        await Redis.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    internal Task<CatalogNode> StartNodeAsync(params (string, object)[] settings) => CatalogNode.StartAsync(Database, Redis.ConnectionString, settings);

    internal async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync();
    }
}
