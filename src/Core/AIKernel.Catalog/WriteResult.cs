using AIKernel.Catalog.Values;

namespace AIKernel.Catalog;

/// <summary>How a write ended. Expected outcomes are values; an exception means broken infrastructure.</summary>
public enum WriteStatus
{
    /// <summary>A new row exists.</summary>
    Created,
    /// <summary>An existing row changed.</summary>
    Updated,
    /// <summary>The content was already so: no version, no revision, no journal row.</summary>
    Unchanged,
    /// <summary>The row is hidden (soft delete) or, for relationships and purges, gone.</summary>
    Deleted,
    /// <summary>A hidden row is visible again.</summary>
    Restored,
    /// <summary>There is no such row.</summary>
    NotFound,
    /// <summary>The row is soft-deleted; restore it first.</summary>
    Gone,
    /// <summary>The condition on the revision (or on absence) did not hold.</summary>
    PreconditionFailed,
    /// <summary>Kind, namespace and name are taken by another resource.</summary>
    KeyExists,
    /// <summary>A resource's kind cannot change.</summary>
    KindMismatch,
    /// <summary>The relationship's source does not exist or is deleted.</summary>
    SourceNotFound,
    /// <summary>The relationship's target does not exist or is deleted.</summary>
    TargetNotFound,
    /// <summary>The same source, type and target are related already.</summary>
    DuplicateEdge,
    /// <summary>The edge would close a cycle of an acyclic type; the path is told.</summary>
    Cycle,
}

/// <summary>The outcome of a write.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Position">A read at this position, on any node, sees what this outcome tells.</param>
/// <param name="Value">The row after the write; on a conflict the row in the way; null when there is none.</param>
public sealed record WriteResult<T>(WriteStatus Status, CatalogPosition Position, T? Value = default)
{
    /// <summary>On <see cref="WriteStatus.Cycle"/>: references along the existing path from target back to source.</summary>
    public ValueList<string> Path { get; init; } = [];
}

/// <summary>What must hold for a write to happen; checked in the writing transaction.</summary>
public sealed record WriteCondition
{
    private WriteCondition() { }

    /// <summary>No condition: the caller said that any current state will do.</summary>
    public static WriteCondition Any { get; } = new();

    /// <summary>Nothing may exist yet.</summary>
    public static WriteCondition Absent { get; } = new() { MustBeAbsent = true };

    /// <summary>True when nothing may exist yet.</summary>
    public bool MustBeAbsent { get; private init; }

    /// <summary>The row must exist with one of these revisions; empty for no such demand.</summary>
    public ValueList<long> Revisions { get; private init; } = [];

    /// <summary>The row must exist and have one of these revisions. An empty list can never hold.</summary>
    public static WriteCondition RevisionIn(IEnumerable<long> revisions)
    {
        var list = revisions.ToValueList();
        return new() { Revisions = list.Count == 0 ? [-1] : list };
    }

    /// <summary>Whether a row with this revision satisfies the condition.</summary>
    public bool HoldsFor(long revision) => !MustBeAbsent && (Revisions.Count == 0 || Revisions.Contains(revision));
}
