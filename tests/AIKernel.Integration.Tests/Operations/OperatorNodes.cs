using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using Npgsql;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>A PostgreSQL and a Redis of the tests' own, and as many nodes over them as a test starts.</summary>
public sealed class OperatorNodes : IAsyncLifetime
{
    public PostgresServer Postgres { get; private set; } = null!;
    public RedisServer Redis { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // Without autovacuum, whose transactions would hold the horizon back now and then and make a miss of a hit.
        var directory = Directory.CreateTempSubdirectory("aikernel-operators-").FullName;
        Postgres = await PostgresServer.StartAsync(new() { Directory = directory, Ephemeral = true, MaxConnections = 200, Settings = new Dictionary<string, string> { ["autovacuum"] = "off" } });
        Redis = await RedisServer.StartTemporaryAsync();
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    /// <summary>A database of a test's own, empty.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"catalog_{Guid.NewGuid():N}";
        await ExecuteAsync(Postgres.ConnectionString, $"create database {name} template template0");
        return new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    /// <summary>A node that waits so long for Redis that a busy machine makes no miss of a hit.</summary>
    public async Task<CatalogHost> StartNodeAsync(string database, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["Caching:Redis:ConnectionString"] = Redis.ConnectionString,
            ["Caching:SharedTier:DeadlineMilliseconds"] = "5000",
        };
        foreach (var (name, value) in settings) all[name] = value;
        return await new CatalogHost(database, all).ReadyAsync();
    }

    /// <summary>A connection of the test's own, allowed to look into the server.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(Redis.ConnectionString);
        options.AllowAdmin = true;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class OperatorCollection : ICollectionFixture<OperatorNodes>
{
    public const string Name = "operators";
}
