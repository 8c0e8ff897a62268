using AIKernel.LocalServers;
using Npgsql;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>One private PostgreSQL for all tests of this folder, and one host over a database of its own.</summary>
public sealed class HttpFixture : IAsyncLifetime
{
    private PostgresServer? _postgres;
    private CatalogHost? _host;

    public CatalogHost Host => _host!;

    public ApiClient Api => Host.Api;

    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _postgres = await PostgresServer.StartTemporaryAsync();
        ConnectionString = await CreateDatabaseAsync();
        _host = await new CatalogHost(ConnectionString).ReadyAsync();
    }

    public async Task DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    /// <summary>An empty database on the server, for a host of one's own.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"http_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(_postgres!.ConnectionString);
        await using var command = source.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }
}

[CollectionDefinition(Name)]
public sealed class HttpCollection : ICollectionFixture<HttpFixture>
{
    public const string Name = "http";
}
