using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Writes that the repository refused, as problems that name the row in the way.</summary>
internal static class WriteRefusals
{
    public static Refusal Of(WriteResult<Resource> result) => new(KindOf(result.Status), DetailOf(result.Status))
    {
        Position = result.Position,
        Id = result.Value?.Id,
        Ref = result.Value?.Ref,
        Etag = result.Value is { } current ? EntityTags.Of(current) : null,
        Errors = result.Status == WriteStatus.KindMismatch
            ? [ProblemFault.At("/kind", "kind-mismatch", "Create another resource instead.")]
            : null,
    };

    public static Refusal Of(WriteResult<Relationship> result) => new(KindOf(result.Status), DetailOf(result.Status))
    {
        Position = result.Position,
        Id = result.Value?.Id,
        Etag = result.Value is { } current ? EntityTags.Of(current) : null,
        Path = result.Path,
        Errors = result.Status switch
        {
            WriteStatus.SourceNotFound => [MissingEnd("/source")],
            WriteStatus.TargetNotFound => [MissingEnd("/target")],
            _ => null,
        },
    };

    /// <summary>A deleted resource; its tag is told, since restoring it needs it.</summary>
    public static Refusal Gone(Resource deleted) => new(ProblemKind.Gone, DetailOf(WriteStatus.Gone))
    {
        Id = deleted.Id,
        Ref = deleted.Ref,
        Etag = EntityTags.Of(deleted),
    };

    public static ProblemFault MissingEnd(string pointer) => ProblemFault.At(pointer, "not-found", "There is no such resource, or it is deleted.");

    private static ProblemKind KindOf(WriteStatus status) => status switch
    {
        WriteStatus.NotFound => ProblemKind.NotFound,
        WriteStatus.Gone => ProblemKind.Gone,
        WriteStatus.PreconditionFailed => ProblemKind.PreconditionFailed,
        WriteStatus.KeyExists => ProblemKind.KeyExists,
        WriteStatus.KindMismatch => ProblemKind.KindMismatch,
        WriteStatus.SourceNotFound => ProblemKind.SourceNotFound,
        WriteStatus.TargetNotFound => ProblemKind.TargetNotFound,
        WriteStatus.DuplicateEdge => ProblemKind.Duplicate,
        WriteStatus.Cycle => ProblemKind.Cycle,
        _ => throw new InvalidOperationException($"{status} is not a refusal, or came without its row."),
    };

    private static string? DetailOf(WriteStatus status) => status switch
    {
        WriteStatus.Gone => "Restore it first, or purge it.",
        WriteStatus.PreconditionFailed => "It has changed since, or was not what the precondition says. Read it again.",
        _ => null,
    };
}
