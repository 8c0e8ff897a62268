using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Relationships;

/// <summary>Relationships and walks over them. The same rules as for resources: one method, one transaction; outcomes are values.</summary>
public interface IRelationshipRepository
{
    /// <summary>The relationship with this id whose ends are both live, or null.</summary>
    ValueTask<Relationship?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>One page of a resource's edges whose other end is live; null when the resource does not exist or is deleted.</summary>
    ValueTask<Page<Relationship>?> ListAsync(RelationshipQuery query, CancellationToken cancellationToken);

    /// <summary>The lineage of a resource; null when it does not exist or is deleted. Byte-stable order.</summary>
    ValueTask<LineageGraph?> GetLineageAsync(LineageQuery query, CancellationToken cancellationToken);

    /// <summary>Exact counts of what a walk reaches; null when the root does not exist or is deleted.</summary>
    ValueTask<LineageImpact?> GetImpactAsync(ImpactQuery query, CancellationToken cancellationToken);

    /// <summary>The upstream graph of several resources; unknown and deleted roots are left out.</summary>
    ValueTask<DependencyGraph> GetDependenciesAsync(DependencyQuery query, CancellationToken cancellationToken);

    /// <summary>Created, SourceNotFound, TargetNotFound, DuplicateEdge (with the edge in the way) or Cycle (with its path).</summary>
    ValueTask<WriteResult<Relationship>> CreateAsync(RelationshipDraft draft, CancellationToken cancellationToken);

    /// <summary>Replaces the properties: Updated, Unchanged, NotFound or PreconditionFailed.</summary>
    ValueTask<WriteResult<Relationship>> UpdateAsync(Guid id, CanonicalJson properties, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>Removes the edge: Deleted, NotFound or PreconditionFailed.</summary>
    ValueTask<WriteResult<Relationship>> DeleteAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken);
}
