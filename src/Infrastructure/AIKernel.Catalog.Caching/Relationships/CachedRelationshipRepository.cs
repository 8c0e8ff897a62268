using AIKernel.Caching;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Caching.Relationships;

/// <summary><see cref="IRelationshipRepository"/> behind the cache.</summary>
internal sealed class CachedRelationshipRepository(IRelationshipRepository inner, ICache cache, RelationshipOperations operations) : IRelationshipRepository
{
    private readonly CachedOperation<Guid, Relationship?> _get = cache.Bind(operations.Get, inner);
    private readonly CachedOperation<RelationshipQuery, Page<Relationship>?> _list = cache.Bind(operations.List, inner);
    private readonly CachedOperation<LineageQuery, LineageGraph?> _lineage = cache.Bind(operations.Lineage, inner);
    private readonly CachedOperation<ImpactQuery, LineageImpact?> _impact = cache.Bind(operations.Impact, inner);
    private readonly CachedOperation<DependencyQuery, DependencyGraph> _dependencies = cache.Bind(operations.Dependencies, inner);

    public ValueTask<Relationship?> GetAsync(Guid id, CancellationToken cancellationToken) => _get.GetAsync(id, cancellationToken);

    public ValueTask<Page<Relationship>?> ListAsync(RelationshipQuery query, CancellationToken cancellationToken) => _list.GetAsync(query, cancellationToken);

    public ValueTask<LineageGraph?> GetLineageAsync(LineageQuery query, CancellationToken cancellationToken) => _lineage.GetAsync(query, cancellationToken);

    public ValueTask<LineageImpact?> GetImpactAsync(ImpactQuery query, CancellationToken cancellationToken) => _impact.GetAsync(query, cancellationToken);

    public ValueTask<DependencyGraph> GetDependenciesAsync(DependencyQuery query, CancellationToken cancellationToken) => _dependencies.GetAsync(query, cancellationToken);

    public ValueTask<WriteResult<Relationship>> CreateAsync(RelationshipDraft draft, CancellationToken cancellationToken) =>
        WriteThroughAsync(() => inner.CreateAsync(draft, cancellationToken));

    public ValueTask<WriteResult<Relationship>> UpdateAsync(Guid id, CanonicalJson properties, WriteCondition condition, CancellationToken cancellationToken) =>
        WriteThroughAsync(() => inner.UpdateAsync(id, properties, condition, cancellationToken));

    public ValueTask<WriteResult<Relationship>> ReviseAsync(Guid id, Func<Relationship, CanonicalJson?> revise, CancellationToken cancellationToken) =>
        WriteThroughAsync(() => inner.ReviseAsync(id, revise, cancellationToken));

    public ValueTask<WriteResult<Relationship>> DeleteAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        cache.WriteAsync(inner.DeleteAsync(id, condition, cancellationToken));

    private ValueTask<WriteResult<Relationship>> WriteThroughAsync(Func<ValueTask<WriteResult<Relationship>>> write) => cache.WriteAsync(write, Answers);

    private IReadOnlyList<WrittenAnswer> Answers(WriteResult<Relationship> written) =>
        written is { Status: WriteStatus.Created or WriteStatus.Updated, Value: { } relationship }
            ? [_get.Written(relationship.Id, relationship, written.Position.InJournal())]
            : [];
}
