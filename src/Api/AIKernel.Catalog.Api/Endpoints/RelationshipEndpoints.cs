using System.Text.Json;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Relationships between resources.</summary>
internal static class RelationshipEndpoints
{
    public static void MapRelationships(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Relationships");
        group.MapGet("/resources/{id:uuid}/relationships", ListAsync).Named("listRelationships", "List a resource's relationships")
            .Takes(Parameters.Edges, Parameters.EdgeTypes, Parameters.Cursor, Parameters.EdgeLimit).ReadsPage("RelationshipPage").Refuses(ProblemKind.NotFound);
        group.MapPost("/relationships", CreateAsync).Named("createRelationship", "Relate two resources").ReadsStrongly()
            .TakesBody("RelationshipContent", RequestTypes.Json, "The two ends, as ids or references, and how they are related.")
            .Writes(201, "They are related now.", "Relationship")
            .Refuses(ProblemKind.SourceNotFound, ProblemKind.TargetNotFound, ProblemKind.Duplicate, ProblemKind.Cycle, ProblemKind.Invalid);
        group.MapGet("/relationships/{id:uuid}", GetAsync).Named("getRelationship", "Read a relationship")
            .Reads("Relationship").Refuses(ProblemKind.NotFound);
        group.MapPatch("/relationships/{id:uuid}", PatchAsync).Named("patchRelationship", "Change a relationship's properties (RFC 7396)").ReadsStrongly()
            .TakesBody("RelationshipPatch", RequestTypes.MergePatch, "The properties that change; null removes one.")
            .Writes(200, "It reads so now.", "Relationship").DemandsRevision().Refuses(ProblemKind.NotFound, ProblemKind.Invalid);
        group.MapDelete("/relationships/{id:uuid}", DeleteAsync).Named("deleteRelationship", "Remove a relationship")
            .Writes("It is gone.").DemandsRevision().Refuses(ProblemKind.NotFound);
    }

    private static async Task<Results<ReadAnswer, Refusal>> ListAsync(
        Guid id, HttpContext http, IRelationshipRepository relationships, CancellationToken cancellationToken)
    {
        var values = QueryValues.Of(http);
        var query = new RelationshipQuery
        {
            ResourceId = id,
            Direction = values.Get(Parameters.Edges),
            Types = values.Get(Parameters.EdgeTypes),
            Limit = values.Get(Parameters.EdgeLimit),
        };
        if (!Paging.TryReadCursor(values, query.CursorScope, out var cursor)) return Paging.BadCursor();
        return await relationships.ListAsync(query with { Cursor = cursor }, cancellationToken) is { } page
            ? ReadAnswer.Of(page, static page => Representation.OfJson(page, ContractJson.Instance.PageRelationship), nextCursor: page.NextCursor)
            : new Refusal(ProblemKind.NotFound);
    }

    private static async Task<Results<ReadAnswer, Refusal>> GetAsync(Guid id, IRelationshipRepository relationships, CancellationToken cancellationToken) =>
        await relationships.GetAsync(id, cancellationToken) is { } edge ? ReadAnswer.Of(edge) : new Refusal(ProblemKind.NotFound);

    private static async Task<Results<WriteAnswer, Refusal>> CreateAsync(
        HttpRequest request, IRelationshipRepository relationships, IResourceRepository resources, RelationshipReader reader, CancellationToken cancellationToken)
    {
        var body = await JsonRequest.ReadAsync(request, RequestTypes.Json, cancellationToken);
        if (body.Refusal is not null) return body.Refusal;
        var asked = reader.Read(body.Body);
        if (!asked.IsValid) return JsonRequest.Refuse(asked.Faults);
        var ends = await RelationshipEnds.FindAsync(resources, asked.Value!, cancellationToken);
        if (ends.Refusal is not null) return ends.Refusal;
        var draft = new RelationshipDraft(ends.Source, asked.Value!.Type, ends.Target, asked.Value.Properties);
        return Answer(await relationships.CreateAsync(draft, cancellationToken));
    }

    private static async Task<Results<WriteAnswer, Refusal>> PatchAsync(
        Guid id, HttpRequest request, IRelationshipRepository relationships, RelationshipReader reader, CancellationToken cancellationToken)
    {
        if (!WriteConditions.TryRead(request, id, out var conditions, out var refusal)) return refusal;
        var patch = await JsonRequest.ReadAsync(request, RequestTypes.MergePatch, cancellationToken);
        if (patch.Refusal is not null) return patch.Refusal;
        if (await relationships.GetAsync(id, cancellationToken) is not { } current || !conditions.Allow(current.Revision))
            return Answer(await relationships.DeleteAsync(id, WriteConditions.Never, cancellationToken));
        var properties = reader.ReadPropertiesPatch(current.Properties, patch.Body);
        if (!properties.IsValid) return JsonRequest.Refuse(properties.Faults);
        var result = await relationships.UpdateAsync(id, properties.Value!, WriteCondition.RevisionIn([current.Revision]), cancellationToken);
        return result.Status == WriteStatus.PreconditionFailed && conditions.AnyRevisionWillDo
            ? await PatchInTurnAsync(id, conditions, patch.Body, relationships, reader, cancellationToken)
            : Answer(result);
    }

    /// <summary>As of resources: somebody else wrote between our read and our write.</summary>
    private static async Task<Results<WriteAnswer, Refusal>> PatchInTurnAsync(
        Guid id, WriteConditions conditions, JsonElement patch, IRelationshipRepository relationships, RelationshipReader reader, CancellationToken cancellationToken)
    {
        (bool IsAllowed, Checked<CanonicalJson>? Properties) revised = default;
        var result = await relationships.ReviseAsync(id, current =>
        {
            revised = conditions.Allow(current.Revision) ? (true, reader.ReadPropertiesPatch(current.Properties, patch)) : default;
            return revised.Properties?.Value;
        }, cancellationToken);
        if (result.Status != WriteStatus.Unchanged) return Answer(result);
        if (!revised.IsAllowed) return Answer(result with { Status = WriteStatus.PreconditionFailed });
        return revised.Properties is { IsValid: false } invalid ? JsonRequest.Refuse(invalid.Faults) : Answer(result);
    }

    private static async Task<Results<WriteAnswer, Refusal>> DeleteAsync(
        Guid id, HttpRequest request, IRelationshipRepository relationships, CancellationToken cancellationToken)
    {
        if (!WriteConditions.TryRead(request, id, out var conditions, out var refusal)) return refusal;
        var condition = await conditions.ToConditionAsync(async () => (await relationships.GetAsync(id, cancellationToken))?.Revision);
        return Answer(await relationships.DeleteAsync(id, condition, cancellationToken));
    }

    private static Results<WriteAnswer, Refusal> Answer(WriteResult<Relationship> result) => result switch
    {
        { Status: WriteStatus.Created, Value: { } created } => WriteAnswer.Of(
            201, result.Position, created, ContractJson.Instance.Relationship, EntityTags.Of(created), $"{CatalogRoutes.Prefix}/relationships/{created.Id}"),
        { Status: WriteStatus.Updated or WriteStatus.Unchanged, Value: { } current } => WriteAnswer.Of(
            200, result.Position, current, ContractJson.Instance.Relationship, EntityTags.Of(current)),
        { Status: WriteStatus.Deleted } => new WriteAnswer(204, result.Position),
        _ => WriteRefusals.Of(result),
    };
}
