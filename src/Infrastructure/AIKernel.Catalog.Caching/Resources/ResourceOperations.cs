using AIKernel.Caching;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Caching.Resources;

/// <summary>The cached reads of <see cref="IResourceRepository"/>.</summary>
internal sealed class ResourceOperations(CacheDefaultsConfiguration lifetimes)
{
    private readonly EntryPolicy _item = lifetimes.Policy(lifetimes.ResourceCacheTtlSeconds, lifetimes.AbsentResourceTtlSeconds);
    private readonly EntryPolicy _list = lifetimes.Policy(lifetimes.ResourceListTtlSeconds, lease: true);
    private readonly EntryPolicy _versions = lifetimes.Policy(lifetimes.VersionHistoryTtlSeconds, lifetimes.AbsentResourceTtlSeconds);

    public OperationDefinition<IResourceRepository, Guid, Resource?> Get => new()
    {
        Prefix = "resource",
        Name = "get",
        Policy = _item,
        Serializer = lifetimes.Serializer<Resource?>(CatalogCacheJson.Default.Resource!),
        Key = static (key, id) => key.Add(id),
        Tags = static (tags, id, resource) => tags.Resource(id).SensitiveIf(resource?.Tags),
        Load = static (repository, id, cancellationToken) => repository.GetAsync(id, cancellationToken),
        LoadMany = static (repository, ids, cancellationToken) => repository.GetManyAsync(ids, cancellationToken),
    };

    public OperationDefinition<IResourceRepository, ResourceReference, Resource?> GetByReference => new()
    {
        Prefix = "resource",
        Name = "by-ref",
        Policy = _item,
        Serializer = lifetimes.Serializer<Resource?>(CatalogCacheJson.Default.Resource!),
        Key = static (key, reference) => key.Add(reference.Key),
        // The reference's own tag: an absence dies when the name is taken, a presence when it is given up.
        Tags = static (tags, reference, resource) => { tags.Reference(reference); if (resource is not null) tags.Resource(resource.Id).SensitiveIf(resource.Tags); },
        Load = static (repository, reference, cancellationToken) => repository.GetByReferenceAsync(reference, cancellationToken),
        LoadMany = static (repository, references, cancellationToken) => repository.GetManyByReferenceAsync(references, cancellationToken),
    };

    public OperationDefinition<IResourceRepository, ResourceQuery, Page<ResourceSummary>> List => new()
    {
        Prefix = "resource",
        Name = "list",
        Policy = _list,
        Serializer = lifetimes.Serializer<Page<ResourceSummary>>(CatalogCacheJson.Default.PageResourceSummary),
        Key = static (key, query) => key.Add($"{query.CursorScope}|{query.Cursor?.ToText(query.CursorScope)}").Add(query.Limit),
        Tags = static (tags, query, page) => tags.ResourcesOf(query.Kind is null ? [] : [query.Kind]).SensitiveIf(page.Items.SelectMany(static resource => resource.Tags)),
        Load = static (repository, query, cancellationToken) => repository.ListAsync(query, cancellationToken),
    };

    public OperationDefinition<IResourceRepository, ResourceFilter, ResourceCounts> Count => new()
    {
        Prefix = "resource",
        Name = "count",
        Policy = _list,
        Serializer = lifetimes.Serializer<ResourceCounts>(CatalogCacheJson.Default.ResourceCounts),
        Key = static (key, filter) => key.Add($"|{filter.Canonical()}"),
        Tags = static (tags, filter, _) => tags.ResourcesOf(filter.Kind is null ? [] : [filter.Kind]),
        Load = static (repository, filter, cancellationToken) => repository.CountAsync(filter, cancellationToken),
    };

    public OperationDefinition<IResourceRepository, VersionQuery, Page<ResourceVersion>?> ListVersions => new()
    {
        Prefix = "resource",
        Name = "versions",
        Policy = _versions,
        Serializer = lifetimes.Serializer<Page<ResourceVersion>?>(CatalogCacheJson.Default.PageResourceVersion!),
        Key = static (key, query) => key.Add(query.ResourceId).Add(query.Limit).Add($"|{query.Cursor?.ToText(query.CursorScope)}"),
        // A resource that does not exist has no versions either, but comes with its first.
        Tags = static (tags, query, page) => tags.Versions(query.ResourceId).SensitiveIf(page?.Items.SelectMany(static version => version.Tags)),
        Load = static (repository, query, cancellationToken) => repository.ListVersionsAsync(query, cancellationToken),
    };

    public OperationDefinition<IResourceRepository, VersionKey, ResourceVersion?> GetVersion => new()
    {
        Prefix = "resource",
        Name = "version",
        Policy = _versions,
        Serializer = lifetimes.Serializer<ResourceVersion?>(CatalogCacheJson.Default.ResourceVersion!),
        Key = static (key, version) => key.Add(version.ResourceId).Add(version.Number),
        Tags = static (tags, key, version) => tags.Versions(key.ResourceId).SensitiveIf(version?.Tags),
        Load = static (repository, version, cancellationToken) => repository.GetVersionAsync(version.ResourceId, version.Number, cancellationToken),
    };
}

/// <summary>Names one version of one resource.</summary>
internal readonly record struct VersionKey(Guid ResourceId, int Number);
