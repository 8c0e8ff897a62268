namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// What a write to an existing row demands of its revision. If-Match is obligatory: without it the last writer would win.
/// </summary>
internal sealed class WriteConditions
{
    private readonly Guid _id;
    private readonly Preconditions _preconditions;

    private WriteConditions(Guid id, Preconditions preconditions) => (_id, _preconditions) = (id, preconditions);

    /// <summary>A condition that never holds: it asks the repository for its own account of why, and for its position.</summary>
    public static WriteCondition Never { get; } = WriteCondition.RevisionIn([]);

    /// <summary>Whether the writer named no revision, so that another one may be tried after a lost race.</summary>
    public bool AnyRevisionWillDo => _preconditions.IfMatch!.Any(Preconditions.IsAny);

    /// <summary>Reads the request's headers for a write to the row with this id; refuses malformed ones, and their absence.</summary>
    public static bool TryRead(HttpRequest request, Guid id, out WriteConditions conditions, out Refusal refusal)
    {
        conditions = null!;
        if (!Preconditions.TryRead(request, out var preconditions, out refusal!)) return false;
        if (preconditions.IfMatch is null)
            refusal = new(ProblemKind.PreconditionRequired, "Send If-Match with the entity tag you have read, or * for whatever there is.");
        else
            conditions = new(id, preconditions);
        return refusal is null;
    }

    /// <summary>Whether a row of this revision may be written.</summary>
    public bool Allow(long revision)
    {
        if (!AnyRevisionWillDo && !Named(_preconditions.IfMatch!, strong: true).Contains(revision)) return false;
        return _preconditions.IfNoneMatch is not { } unwanted || !(unwanted.Any(Preconditions.IsAny) || Named(unwanted, strong: false).Contains(revision));
    }

    /// <summary>The condition for the repository, where the current row need not be known.</summary>
    /// <param name="current">Reads the current revision. Asked only when any will do but some are excluded, which the repository has no word for.</param>
    public async ValueTask<WriteCondition> ToConditionAsync(Func<ValueTask<long?>> current)
    {
        if (!AnyRevisionWillDo) return WriteCondition.RevisionIn(Named(_preconditions.IfMatch!, strong: true).Where(Allow));
        if (_preconditions.IfNoneMatch is null) return WriteCondition.Any;
        return await current() is { } revision && Allow(revision) ? WriteCondition.RevisionIn([revision]) : Never;
    }

    private IEnumerable<long> Named(IEnumerable<Microsoft.Net.Http.Headers.EntityTagHeaderValue> tags, bool strong)
    {
        foreach (var tag in tags)
            if (!(strong && tag.IsWeak) && EntityTags.TryReadRevision(tag.Tag.AsSpan(), _id, out var revision)) yield return revision;
    }
}
