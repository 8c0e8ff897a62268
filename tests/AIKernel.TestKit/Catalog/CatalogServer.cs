using AIKernel.Caching.Postgres;
using AIKernel.Catalog.Persistence;
using AIKernel.LocalServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.TestKit.Catalog;

/// <summary>One private PostgreSQL for the whole test process, started by whoever asks first.</summary>
public static class CatalogServer
{
    private const string Template = "catalog_template";

    private static readonly Lazy<Task<PostgresServer>> Server = new(StartAsync);
    private static readonly SemaphoreSlim Creation = new(1);

    /// <summary>A new database with nothing in it; its connection string.</summary>
    public static async Task<string> CreateEmptyAsync() => await CreateAsync("template0");

    /// <summary>A new database with the journal and the migrated, empty catalog; its connection string.</summary>
    public static async Task<string> CreateMigratedAsync() => await CreateAsync(Template);

    /// <summary>Removes a database, its connections included.</summary>
    public static async Task DropAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync((await Server.Value).ConnectionString, $"drop database \"{name}\" with (force)");
    }

    private static async Task<string> CreateAsync(string template)
    {
        var server = await Server.Value;
        var name = $"catalog_{Guid.NewGuid():N}";
        await Creation.WaitAsync();
        try
        {
            await ExecuteAsync(server.ConnectionString, $"create database {name} template {template}");
        }
        finally
        {
            Creation.Release();
        }
        return ForDatabase(server, name);
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var server = TestServers.StopAtEnd(await PostgresServer.StartTemporaryAsync());
        await ExecuteAsync(server.ConnectionString, $"create database {Template}");
        await using (var source = NpgsqlDataSource.Create(ForDatabase(server, Template)))
        {
            await PostgresJournalSchema.ApplyAsync(source, CancellationToken.None);
            await using var services = new ServiceCollection().AddCatalogPersistence(source).BuildServiceProvider(validateScopes: true);
            await services.GetRequiredService<CatalogMigrator>().MigrateAsync(CancellationToken.None);
        }
        return server;
    }

    private static string ForDatabase(PostgresServer server, string name) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name, IncludeErrorDetail = true }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        // Not pooled: a kept connection would stand in the way of copying or dropping the database.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
