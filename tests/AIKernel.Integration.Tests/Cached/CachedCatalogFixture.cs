using AIKernel.LocalServers;
using AIKernel.TestKit.Catalog;
using Npgsql;

namespace AIKernel.Integration.Tests.Cached;

/// <summary>A database and a Redis of its own for a class of tests.</summary>
public sealed class CachedCatalogFixture : IAsyncLifetime
{
    private readonly CatalogDatabase _database = new();

    public RedisServer Redis { get; private set; } = null!;
    public NpgsqlDataSource Database => _database.Source;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        Redis = await RedisServer.StartTemporaryAsync();
    }

    public async Task DisposeAsync()
    {
        await Redis.DisposeAsync();
        await _database.DisposeAsync();
    }

    internal Task<CatalogNode> StartNodeAsync(params (string, object)[] settings) => CatalogNode.StartAsync(Database, Redis.ConnectionString, settings);

    internal Task<int> ExecuteAsync(string sql, params object[] parameters) => _database.ExecuteAsync(sql, parameters);
}
