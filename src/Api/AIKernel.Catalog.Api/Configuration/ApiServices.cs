using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Persistence;
using AIKernel.Catalog.Validation;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AIKernel.Catalog.Api.Configuration;

/// <summary>The registrations of the composition root, by concern.</summary>
internal static class ApiServices
{
    // Without a name of its own the pool goes by its connection string, in metrics too.
    private const string PoolName = "catalog";

    /// <summary>One data source for the repositories, the migrations and the journal.</summary>
    public static void AddDatabase(this IServiceCollection services, CatalogConnection connection)
    {
        services.AddSingleton(connection);
        services.AddSingleton(static provider => new NpgsqlDataSourceBuilder(provider.GetRequiredService<CatalogConnection>().PooledConnectionString) { Name = PoolName }
            .UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>()).Build());
        services.AddCatalogPersistence(static provider => provider.GetRequiredService<NpgsqlDataSource>());
    }

    /// <summary>The rules for what comes from outside.</summary>
    public static void AddCatalogRules(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSettings<CatalogConfiguration>(configuration);
        services.AddSingleton(static provider => new KindRegistry(provider.GetRequiredService<IOptions<CatalogConfiguration>>().Value.ExtraKinds));
        services.AddSingleton<ReferenceReader>();
        services.AddSingleton<ResourceReader>();
        services.AddSingleton<RelationshipReader>();
        services.AddSingleton<BulkImporter>();
    }

    /// <summary>How answers are labelled for caches, and which forms of ids the routes accept.</summary>
    public static void AddHttpAnswers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<FreshnessOptions>(configuration);
        services.AddOptions<FreshnessOptions>().PostConfigure(static options => options.ApplyPreset());
        services.AddSingleton<CacheControlHeaders>();
        services.AddRouting(static options =>
        {
            options.SetParameterPolicy<UuidConstraint>("uuid");
            options.SetParameterPolicy<VersionConstraint>("version");
        });
    }
}
