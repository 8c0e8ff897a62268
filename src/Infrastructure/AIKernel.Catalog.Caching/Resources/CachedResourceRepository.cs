using AIKernel.Caching;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Caching.Resources;

/// <summary>
/// <see cref="IResourceRepository"/> behind the cache. Reads name their operation; writes say nothing of what they
/// touch: the database journals that in the writing transaction.
/// </summary>
internal sealed class CachedResourceRepository(IResourceRepository inner, ICache cache, ResourceOperations operations) : IResourceRepository
{
    private readonly CachedOperation<Guid, Resource?> _get = cache.Bind(operations.Get, inner);
    private readonly CachedOperation<ResourceReference, Resource?> _getByReference = cache.Bind(operations.GetByReference, inner);
    private readonly CachedOperation<ResourceQuery, Page<ResourceSummary>> _list = cache.Bind(operations.List, inner);
    private readonly CachedOperation<ResourceFilter, ResourceCounts> _count = cache.Bind(operations.Count, inner);
    private readonly CachedOperation<VersionQuery, Page<ResourceVersion>?> _listVersions = cache.Bind(operations.ListVersions, inner);
    private readonly CachedOperation<VersionKey, ResourceVersion?> _getVersion = cache.Bind(operations.GetVersion, inner);

    public ValueTask<Resource?> GetAsync(Guid id, CancellationToken cancellationToken) => _get.GetAsync(id, cancellationToken);

    public ValueTask<Resource?> GetByReferenceAsync(ResourceReference reference, CancellationToken cancellationToken) =>
        _getByReference.GetAsync(reference, cancellationToken);

    public ValueTask<IReadOnlyList<Resource?>> GetManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        _get.GetManyAsync(ids, cancellationToken);

    public ValueTask<IReadOnlyList<Resource?>> GetManyByReferenceAsync(IReadOnlyList<ResourceReference> references, CancellationToken cancellationToken) =>
        _getByReference.GetManyAsync(references, cancellationToken);

    public ValueTask<Page<ResourceSummary>> ListAsync(ResourceQuery query, CancellationToken cancellationToken) => _list.GetAsync(query, cancellationToken);

    public ValueTask<ResourceCounts> CountAsync(ResourceFilter filter, CancellationToken cancellationToken) => _count.GetAsync(filter, cancellationToken);

    public ValueTask<Page<ResourceVersion>?> ListVersionsAsync(VersionQuery query, CancellationToken cancellationToken) =>
        _listVersions.GetAsync(query, cancellationToken);

    public ValueTask<ResourceVersion?> GetVersionAsync(Guid id, int number, CancellationToken cancellationToken) =>
        _getVersion.GetAsync(new(id, number), cancellationToken);

    public ValueTask<WriteResult<Resource>> CreateAsync(ResourceContent content, CancellationToken cancellationToken) =>
        cache.WriteAsync(inner.CreateAsync(content, cancellationToken));

    public ValueTask<WriteResult<Resource>> UpsertAsync(ResourceContent content, WriteCondition condition, CancellationToken cancellationToken) =>
        cache.WriteAsync(inner.UpsertAsync(content, condition, cancellationToken));

    public ValueTask<WriteResult<Resource>> UpdateAsync(Guid id, ResourceContent content, WriteCondition condition, CancellationToken cancellationToken) =>
        cache.WriteAsync(inner.UpdateAsync(id, content, condition, cancellationToken));

    public ValueTask<WriteResult<Resource>> DeleteAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        cache.WriteAsync(inner.DeleteAsync(id, condition, cancellationToken));

    public ValueTask<WriteResult<Resource>> PurgeAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        cache.WriteAsync(inner.PurgeAsync(id, condition, cancellationToken));

    public ValueTask<WriteResult<Resource>> RestoreAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        cache.WriteAsync(inner.RestoreAsync(id, condition, cancellationToken));
}
