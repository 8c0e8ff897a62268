using AIKernel.Catalog.Caching.Importing;
using AIKernel.Catalog.Caching.Relationships;
using AIKernel.Catalog.Caching.Resources;
using AIKernel.Catalog.Caching.Search;
using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Catalog.Caching;

/// <summary>Puts the cache in front of the catalog's repositories.</summary>
public static class CatalogCachingServiceCollectionExtensions
{
    /// <summary>
    /// Decorates the registered repositories. Expects them, the cache engine and a <see cref="CacheDefaultsConfiguration"/>
    /// in the container. Calling it again changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">A repository is not registered.</exception>
    public static IServiceCollection AddCachedRepositories(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(ResourceOperations))) return services;
        services.AddSingleton<ResourceOperations>();
        services.AddSingleton<RelationshipOperations>();
        services.AddSingleton<SearchOperations>();
        services.Decorate<IResourceRepository, CachedResourceRepository>();
        services.Decorate<IRelationshipRepository, CachedRelationshipRepository>();
        services.Decorate<ISearchRepository, CachedSearchRepository>();
        services.Decorate<IBulkStore, CachedBulkStore>();
        return services;
    }
}
