using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Importing;

/// <summary>One change of a resource in a bulk import.</summary>
/// <param name="Line">The number of the input line, from 1.</param>
/// <param name="Reference">Which resource.</param>
/// <param name="Content">Its new content, valid; null to soft-delete it.</param>
/// <param name="ExpectedRevision">The revision it must have, or null for no demand.</param>
public sealed record BulkResource(int Line, ResourceReference Reference, ResourceContent? Content, long? ExpectedRevision = null);

/// <summary>One change of a relationship in a bulk import.</summary>
/// <param name="Line">The number of the input line, from 1.</param>
/// <param name="Source">Where the edge leaves.</param>
/// <param name="Type">One of <see cref="RelationshipTypes.All"/>.</param>
/// <param name="Target">Where the edge enters.</param>
/// <param name="Properties">What the edge says; null to remove the edge.</param>
public sealed record BulkEdge(int Line, ResourceReference Source, string Type, ResourceReference Target, CanonicalJson? Properties);

/// <summary>What became of one line.</summary>
public enum BulkStatus
{
    /// <summary>A new row exists.</summary>
    Created,
    /// <summary>An existing row changed.</summary>
    Updated,
    /// <summary>It was already so; nothing was written.</summary>
    Unchanged,
    /// <summary>The row is hidden (resource) or gone (relationship).</summary>
    Deleted,
    /// <summary>The line was refused; the code says why.</summary>
    Failed,
}

/// <summary>The answer to one line.</summary>
/// <param name="Line">The number of the input line, from 1.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Id">The row's id, where there is one.</param>
/// <param name="Code">On failure: not-found, revision-conflict, unresolved-reference, self-edge, cycle, …</param>
/// <param name="Detail">On failure: a sentence for people.</param>
public sealed record BulkOutcome(int Line, BulkStatus Status, Guid? Id = null, string? Code = null, string? Detail = null);

/// <summary>Writes the batches of one import.</summary>
public interface IBulkSession : IAsyncDisposable
{
    /// <summary>
    /// Applies a batch of resource changes, each reference at most once in it. Best effort: one transaction, durable
    /// when this returns. Atomic: part of the session's one transaction. One outcome per line, in order. A refused
    /// line hurts no other. Unchanged content writes nothing.
    /// </summary>
    ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkResource> batch, CancellationToken cancellationToken);

    /// <summary>As for resources; references resolve to live resources. Refused: unresolved-reference, cycle.</summary>
    ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkEdge> batch, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the session and keeps what was applied. An atomic session disposed without this leaves nothing behind.
    /// </summary>
    /// <returns>A position that covers everything the session wrote.</returns>
    ValueTask<CatalogPosition> CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>The catalog in bulk: imports in batches, exports as a stream under one snapshot.</summary>
public interface IBulkStore
{
    /// <summary>Starts an import.</summary>
    /// <param name="atomic">One transaction for the whole session instead of one per batch.</param>
    /// <param name="cancellationToken">Cancels the start only.</param>
    ValueTask<IBulkSession> BeginAsync(bool atomic, CancellationToken cancellationToken);

    /// <summary>Every live resource in order of kind, namespace, name, then every relationship between live resources, under one snapshot.</summary>
    IAsyncEnumerable<ExportItem> ExportAsync(CancellationToken cancellationToken);
}

/// <summary>One line of an export: exactly one of the two is set.</summary>
public sealed record ExportItem(ResourceContent? Resource, BulkEdge? Edge);
