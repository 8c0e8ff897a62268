namespace AIKernel.Catalog.Client;

/// <summary>What became of a write that is not an exception.</summary>
public enum WriteStatus
{
    /// <summary>It exists now and did not before.</summary>
    Created,
    /// <summary>It reads as was written; a content that was so already left the revision as it is.</summary>
    Updated,
    /// <summary>It is hidden, or with purge and for relationships gone for good.</summary>
    Deleted,
    /// <summary>Nothing was written: there is no such thing, or it is deleted.</summary>
    Absent,
    /// <summary>Nothing was written: it has changed since it had the entity tag that was named. Read it again.</summary>
    PreconditionFailed,
}

/// <summary>The outcome of a write.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Value">The new state, where it was created or updated; else null.</param>
/// <param name="ETag">The entity tag of the state that there is now, that of a deleted resource too, where the catalog told it.</param>
public sealed record WriteResult<T>(WriteStatus Status, T? Value, string? ETag)
    where T : class;
