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

    /// <summary>
    /// Replaces the properties by what is made of the present ones, which nobody else changes meanwhile: Updated, NotFound, and
    /// Unchanged, also where nothing is made of them.
    /// </summary>
    /// <param name="id">The relationship.</param>
    /// <param name="revise">What the properties are to be; null for as they are. Called again where the write starts again.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    ValueTask<WriteResult<Relationship>> ReviseAsync(Guid id, Func<Relationship, CanonicalJson?> revise, CancellationToken cancellationToken);

    /// <summary>Removes the edge: Deleted, NotFound or PreconditionFailed.</summary>
    ValueTask<WriteResult<Relationship>> DeleteAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken);
}
