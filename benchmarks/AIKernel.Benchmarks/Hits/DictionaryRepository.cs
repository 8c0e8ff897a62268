using AIKernel.Catalog;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Benchmarks.Hits;

/// <summary>The source behind the hit benchmark: answers reads by id, the only ones it is asked.</summary>
internal sealed class DictionaryRepository(IEnumerable<Resource> resources) : IResourceRepository
{
    private readonly Dictionary<Guid, Resource> _resources = resources.ToDictionary(static resource => resource.Id);

    public ValueTask<Resource?> GetAsync(Guid id, CancellationToken cancellationToken) => new(_resources.GetValueOrDefault(id));

    public ValueTask<IReadOnlyList<Resource?>> GetManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        new([.. ids.Select(id => _resources.GetValueOrDefault(id))]);

    public ValueTask<Resource?> GetByReferenceAsync(ResourceReference reference, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<IReadOnlyList<Resource?>> GetManyByReferenceAsync(IReadOnlyList<ResourceReference> references, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<Page<ResourceSummary>> ListAsync(ResourceQuery query, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<ResourceCounts> CountAsync(ResourceFilter filter, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<Page<ResourceVersion>?> ListVersionsAsync(VersionQuery query, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<ResourceVersion?> GetVersionAsync(Guid id, int number, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<WriteResult<Resource>> CreateAsync(ResourceContent content, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<WriteResult<Resource>> UpsertAsync(ResourceContent content, WriteCondition condition, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<WriteResult<Resource>> UpdateAsync(Guid id, ResourceContent content, WriteCondition condition, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<WriteResult<Resource>> DeleteAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<WriteResult<Resource>> PurgeAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) => throw NotAsked();
    public ValueTask<WriteResult<Resource>> RestoreAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) => throw NotAsked();

    private static InvalidOperationException NotAsked() => new("The benchmark reads by id only.");
}
