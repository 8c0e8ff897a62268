using AIKernel.TestKit.Catalog;
using Npgsql;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>One host for the tests of this folder, over a database of its own on the test run's PostgreSQL.</summary>
public sealed class HttpFixture : IAsyncLifetime
{
    private CatalogHost? _host;

    public CatalogHost Host => _host!;

    public ApiClient Api => Host.Api;

    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        ConnectionString = await CreateDatabaseAsync();
        _host = await new CatalogHost(ConnectionString).ReadyAsync();
    }

    public async Task DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    /// <summary>An empty database on the server, for a host of one's own, which brings it up to date.</summary>
    public static async Task<string> CreateDatabaseAsync() =>
        new NpgsqlConnectionStringBuilder(await CatalogServer.CreateEmptyAsync()) { MaxPoolSize = 20, IncludeErrorDetail = false }.ConnectionString;
}

[CollectionDefinition(Name)]
public sealed class HttpCollection : ICollectionFixture<HttpFixture>
{
    public const string Name = "http";
}
