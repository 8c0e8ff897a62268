using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.TestKit.Catalog;

/// <summary>The four ports of one catalog, bare or decorated: what a contract test talks to.</summary>
public sealed record CatalogRepositories(
    IResourceRepository Resources, IRelationshipRepository Relationships, ISearchRepository Search, IBulkStore Bulk)
{
    /// <summary>The ports as a container has them registered.</summary>
    public static CatalogRepositories From(IServiceProvider services) => new(
        services.GetRequiredService<IResourceRepository>(), services.GetRequiredService<IRelationshipRepository>(),
        services.GetRequiredService<ISearchRepository>(), services.GetRequiredService<IBulkStore>());
}
