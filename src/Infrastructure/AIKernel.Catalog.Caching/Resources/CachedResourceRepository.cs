using AIKernel.Caching;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Caching.Resources;

/// <summary>
/// <see cref="IResourceRepository"/> behind the cache. Reads name their operation; writes say nothing of what they
/// touch: the database journals that in the writing transaction. What a write made of a resource is kept for its readers.
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
        WriteThroughAsync(() => inner.CreateAsync(content, cancellationToken));

    public ValueTask<WriteResult<Resource>> UpsertAsync(ResourceContent content, WriteCondition condition, CancellationToken cancellationToken) =>
        WriteThroughAsync(() => inner.UpsertAsync(content, condition, cancellationToken));

    public ValueTask<WriteResult<Resource>> UpdateAsync(Guid id, ResourceContent content, WriteCondition condition, CancellationToken cancellationToken) =>
        WriteThroughAsync(() => inner.UpdateAsync(id, content, condition, cancellationToken));

    public ValueTask<WriteResult<Resource>> ReviseAsync(Guid id, Func<Resource, ResourceContent?> revise, CancellationToken cancellationToken) =>
        WriteThroughAsync(() => inner.ReviseAsync(id, revise, cancellationToken));

    public ValueTask<WriteResult<Resource>> DeleteAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        cache.WriteAsync(inner.DeleteAsync(id, condition, cancellationToken));

    public ValueTask<WriteResult<Resource>> PurgeAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        cache.WriteAsync(inner.PurgeAsync(id, condition, cancellationToken));

    public ValueTask<WriteResult<Resource>> RestoreAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        WriteThroughAsync(() => inner.RestoreAsync(id, condition, cancellationToken));

    private ValueTask<WriteResult<Resource>> WriteThroughAsync(Func<ValueTask<WriteResult<Resource>>> write) => cache.WriteAsync(write, Answers);

    private IReadOnlyList<WrittenAnswer> Answers(WriteResult<Resource> written)
    {
        if (written is not { Status: WriteStatus.Created or WriteStatus.Updated or WriteStatus.Restored, Value: { } resource }) return [];
        var position = written.Position.InJournal();
        return [_get.Written(resource.Id, resource, position), _getByReference.Written(resource.Reference, resource, position)];
    }
}
