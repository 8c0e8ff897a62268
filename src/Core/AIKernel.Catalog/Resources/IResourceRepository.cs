using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Resources;

/// <summary>
/// Resources and their versions. Every method is one transaction. Reads return immutable values that may be
/// shared; expected outcomes are values; exceptions mean broken infrastructure.
/// </summary>
public interface IResourceRepository
{
    /// <summary>The resource with this id, soft-deleted or not, or null.</summary>
    ValueTask<Resource?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The live resource of this reference; else the one deleted last under it; else null. A version in the reference is ignored.</summary>
    ValueTask<Resource?> GetByReferenceAsync(ResourceReference reference, CancellationToken cancellationToken);

    /// <summary>As <see cref="GetAsync"/> for each id, in order, duplicates kept, with one statement. At most 500.</summary>
    ValueTask<IReadOnlyList<Resource?>> GetManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);

    /// <summary>As <see cref="GetByReferenceAsync"/> for each reference, in order, duplicates kept, with one statement. At most 500.</summary>
    ValueTask<IReadOnlyList<Resource?>> GetManyByReferenceAsync(IReadOnlyList<ResourceReference> references, CancellationToken cancellationToken);

    /// <summary>One page of live resources.</summary>
    ValueTask<Page<ResourceSummary>> ListAsync(ResourceQuery query, CancellationToken cancellationToken);

    /// <summary>Exact counts of live resources.</summary>
    ValueTask<ResourceCounts> CountAsync(ResourceFilter filter, CancellationToken cancellationToken);

    /// <summary>One page of versions, the newest first; null when there is no such resource.</summary>
    ValueTask<Page<ResourceVersion>?> ListVersionsAsync(VersionQuery query, CancellationToken cancellationToken);

    /// <summary>One version, or null. Versions are immutable: the same answer until the resource is purged.</summary>
    ValueTask<ResourceVersion?> GetVersionAsync(Guid id, int number, CancellationToken cancellationToken);

    /// <summary>Created, or KeyExists with the resource in the way.</summary>
    ValueTask<WriteResult<Resource>> CreateAsync(ResourceContent content, CancellationToken cancellationToken);

    /// <summary>Creates or updates by reference: Created, Updated, Unchanged or PreconditionFailed. A soft-deleted holder of the name does not count.</summary>
    ValueTask<WriteResult<Resource>> UpsertAsync(ResourceContent content, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>Replaces the content: Updated, Unchanged, NotFound, Gone, PreconditionFailed, KeyExists (renamed onto another) or KindMismatch.</summary>
    ValueTask<WriteResult<Resource>> UpdateAsync(Guid id, ResourceContent content, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the content by what is made of the present state, which nobody else changes meanwhile: outcomes as of
    /// <see cref="UpdateAsync"/> without a condition, and Unchanged where nothing is made of it.
    /// </summary>
    /// <param name="id">The resource.</param>
    /// <param name="revise">What the content is to be; null for as it is. Called again where the write starts again.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    ValueTask<WriteResult<Resource>> ReviseAsync(Guid id, Func<Resource, ResourceContent?> revise, CancellationToken cancellationToken);

    /// <summary>Hides the resource: Deleted, Gone (already), NotFound or PreconditionFailed.</summary>
    ValueTask<WriteResult<Resource>> DeleteAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>Removes the resource, deleted or not, with its versions and relationships, for good: Deleted, NotFound or PreconditionFailed.</summary>
    ValueTask<WriteResult<Resource>> PurgeAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken);

    /// <summary>Brings a deleted resource back: Restored, Unchanged (not deleted), NotFound, PreconditionFailed or KeyExists.</summary>
    ValueTask<WriteResult<Resource>> RestoreAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken);
}
