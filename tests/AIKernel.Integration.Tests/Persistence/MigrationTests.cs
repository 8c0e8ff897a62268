using AIKernel.Caching.Postgres;
using AIKernel.Catalog;
using AIKernel.Catalog.Persistence;
using AIKernel.TestKit.Catalog;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.Integration.Tests.Persistence;

public sealed class MigrationTests : IAsyncLifetime
{
    private string _connectionString = "";
    private NpgsqlDataSource _source = null!;

    public async Task InitializeAsync()
    {
        _connectionString = await CatalogServer.CreateEmptyAsync();
        _source = NpgsqlDataSource.Create(_connectionString);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await CatalogServer.DropAsync(_connectionString);
    }

    [Fact]
    public async Task Three_nodes_that_start_at_once_migrate_once()
    {
        await PostgresJournalSchema.ApplyAsync(_source, CancellationToken.None);
        ServiceProvider[] nodes = [.. Enumerable.Range(0, 3).Select(_ => Node())];
        await Task.WhenAll(nodes.Select(static node => Task.Run(() => node.GetRequiredService<CatalogMigrator>().MigrateAsync(CancellationToken.None))));
        await nodes[0].GetRequiredService<CatalogMigrator>().MigrateAsync(CancellationToken.None);
        Assert.Equal(Known(), await ScalarAsync("select count(*) from catalog.migrations"));
        var created = await CatalogRepositories.From(nodes[2]).Resources.CreateAsync(Sample.Content("ns", "first"), CancellationToken.None);
        Assert.Equal(WriteStatus.Created, created.Status);
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_journal_nothing_is_migrated_and_the_reason_is_told()
    {
        await using var node = Node();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => node.GetRequiredService<CatalogMigrator>().MigrateAsync(CancellationToken.None));
        Assert.Contains("journal", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync("select count(*) from pg_namespace where nspname = 'catalog'"));
    }

    [Fact]
    public async Task Registering_twice_changes_nothing()
    {
        var services = new ServiceCollection().AddCatalogPersistence(_source);
        var before = services.Count;
        services.AddCatalogPersistence(_connectionString);
        Assert.Equal(before, services.Count);
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Assert.Same(CatalogRepositories.From(provider).Resources, CatalogRepositories.From(provider).Resources);
    }

    private static long Known() => typeof(CatalogMigrator).Assembly.GetTypes().Count(static type => type.IsSubclassOf(typeof(Migration)));

    private ServiceProvider Node() => new ServiceCollection().AddCatalogPersistence(_connectionString).BuildServiceProvider();

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
