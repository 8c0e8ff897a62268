using AIKernel.LocalServers;
using AIKernel.TestKit.Catalog;
using Npgsql;

namespace AIKernel.Integration.Tests.Cached;

/// <summary>A database and a Redis of its own for a class of tests.</summary>
public sealed class CachedCatalogFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("aikernel-redis-").FullName;
    private CatalogDatabase? _database;

    public RedisServer Redis { get; private set; } = null!;
    public NpgsqlDataSource Database => _database!.DataSource;

    public async Task InitializeAsync()
    {
        _database = await CatalogDatabase.CreateAsync();
        Redis = await RedisServer.StartAsync(new() { Directory = _directory, Ephemeral = true }, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Redis.DisposeAsync();
        await _database!.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    internal Task<CatalogNode> StartNodeAsync(params (string, object)[] settings) => CatalogNode.StartAsync(Database, Redis.ConnectionString, settings);

    internal async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync();
    }
}
