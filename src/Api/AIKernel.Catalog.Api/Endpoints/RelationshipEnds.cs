using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>The ids of a relationship's ends, or the refusal when a reference leads nowhere.</summary>
internal readonly record struct RelationshipEnds(Guid Source, Guid Target, Refusal? Refusal)
{
    public static async ValueTask<RelationshipEnds> FindAsync(IResourceRepository resources, RelationshipRequest asked, CancellationToken cancellationToken)
    {
        var source = await FindAsync(resources, asked.Source, cancellationToken);
        var target = await FindAsync(resources, asked.Target, cancellationToken);
        if (source is { } from && target is { } to)
            return new(from, to, from == to ? SelfEdge() : null);

        var faults = new List<ProblemFault>();
        if (source is null) faults.Add(WriteRefusals.MissingEnd("/source"));
        if (target is null) faults.Add(WriteRefusals.MissingEnd("/target"));
        return new(default, default, new(source is null ? ProblemKind.SourceNotFound : ProblemKind.TargetNotFound) { Errors = faults });
    }

    private static async ValueTask<Guid?> FindAsync(IResourceRepository resources, ResourceEnd end, CancellationToken cancellationToken) =>
        end.Reference is null ? end.Id
        : await resources.GetByReferenceAsync(end.Reference, cancellationToken) is { DeletedAt: null } live ? live.Id : null;

    // An id and a reference, or two spellings of one, can name the same resource; only here both are known.
    private static Refusal SelfEdge() => new(ProblemKind.Invalid)
    {
        Errors = [ProblemFault.At("/target", FaultCodes.SelfEdge, "The two ends are the same resource.")],
    };
}
