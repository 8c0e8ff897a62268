using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Persistence.Importing;
using AIKernel.Catalog.Persistence.Relationships;
using AIKernel.Catalog.Persistence.Resources;
using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Search;
using AIKernel.Catalog.Persistence.Tracing;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace AIKernel.Catalog.Persistence;

/// <summary>Registers the catalog on PostgreSQL.</summary>
public static class CatalogPersistenceServiceCollectionExtensions
{
    /// <summary>
    /// Registers the four repositories and <see cref="CatalogMigrator"/> as singletons. The container owns the
    /// connections made from the connection string. A second call changes nothing.
    /// </summary>
    public static IServiceCollection AddCatalogPersistence(this IServiceCollection services, string connectionString) =>
        services.AddCatalogPersistence(_ => new CatalogDataSource(NpgsqlDataSource.Create(connectionString), owned: true));

    /// <summary>As with a connection string, over a data source that the caller owns and disposes of.</summary>
    public static IServiceCollection AddCatalogPersistence(this IServiceCollection services, NpgsqlDataSource source) =>
        services.AddCatalogPersistence(_ => new CatalogDataSource(source, owned: false));

    /// <summary>As with a data source, found when the first repository is asked for; the container or the caller owns it.</summary>
    public static IServiceCollection AddCatalogPersistence(this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource> source) =>
        services.AddCatalogPersistence(provider => new CatalogDataSource(source(provider), owned: false));

    private static IServiceCollection AddCatalogPersistence(this IServiceCollection services, Func<IServiceProvider, CatalogDataSource> source)
    {
        if (services.Any(static service => service.ServiceType == typeof(CatalogDataSource))) return services;
        services.AddSingleton(source);
        services.AddPooledDbContextFactory<CatalogDbContext>(static (provider, options) => options
            .UseNpgsql(provider.GetRequiredService<CatalogDataSource>().Source, static npgsql =>
                npgsql.MigrationsHistoryTable("migrations", CatalogDbContext.SchemaName))
            .AddInterceptors(TraceContextInterceptor.Instance)
            // There is no model snapshot to compare with: the migrations are written by hand.
            .ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WriteTransactions>();
        services.AddSingleton(static provider => new CatalogMigrator(
            provider.GetRequiredService<CatalogDataSource>(), provider.GetRequiredService<IDbContextFactory<CatalogDbContext>>()));
        services.AddSingleton<IResourceRepository, ResourceRepository>();
        services.AddSingleton<IRelationshipRepository, RelationshipRepository>();
        services.AddSingleton<ISearchRepository, SearchRepository>();
        services.AddSingleton<IBulkStore, BulkStore>();
        return services;
    }
}
