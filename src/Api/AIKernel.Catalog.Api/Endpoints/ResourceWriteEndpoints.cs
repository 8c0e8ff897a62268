using System.Text.Json;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Creating, replacing, patching, deleting and restoring resources by id.</summary>
internal static class ResourceWriteEndpoints
{
    public static void MapResourceWrites(this RouteGroupBuilder group)
    {
        group.MapPost("", CreateAsync).Named("createResource", "Create a resource")
            .TakesBody("ResourceContent", RequestTypes.Json, "The resource's content.")
            .Writes(201, "It exists now.", "Resource").Refuses(ProblemKind.KeyExists, ProblemKind.Invalid);
        group.MapPut("/{id:uuid}", ReplaceAsync).Named("replaceResource", "Replace a resource's content")
            .TakesBody("ResourceContent", RequestTypes.Json, "The whole content; what is left out goes back to its default.")
            .Writes(200, "It reads so now; a content that was so already leaves the revision as it is.", "Resource").DemandsRevision()
            .Refuses(ProblemKind.NotFound, ProblemKind.Gone, ProblemKind.KeyExists, ProblemKind.Invalid, ProblemKind.KindMismatch);
        group.MapPatch("/{id:uuid}", PatchAsync).Named("patchResource", "Change parts of a resource (RFC 7396)").ReadsStrongly()
            .TakesBody("ResourcePatch", RequestTypes.MergePatch, "What changes; null puts a member back to its default.")
            .Writes(200, "It reads so now.", "Resource").DemandsRevision()
            .Refuses(ProblemKind.NotFound, ProblemKind.Gone, ProblemKind.KeyExists, ProblemKind.Invalid, ProblemKind.KindMismatch);
        group.MapPut("/by-ref", UpsertEndpoints.PutAsync).Named("putResourceByReference", "Create or replace the resource of a reference").ReadsStrongly()
            .Takes(Parameters.Reference)
            .TakesBody("ReferencedContent", RequestTypes.Json, "The whole content; kind, namespace and name may be left out.")
            .WithMetadata(new RequestHeaders("If-Match", "If-None-Match", "If-Unmodified-Since"))
            .Writes(201, "It exists now.", "Resource").Writes(200, "It reads so now.", "Resource")
            .Refuses(ProblemKind.BadHeader, ProblemKind.PreconditionFailed, ProblemKind.Invalid);
        group.MapDelete("/{id:uuid}", DeleteAsync).Named("deleteResource", "Delete a resource, or purge it").Takes(Parameters.Purge)
            .Writes("It is hidden, or with purge gone for good.").DemandsRevision().Refuses(ProblemKind.NotFound, ProblemKind.Gone);
        group.MapPost("/{id:uuid}/restore", RestoreAsync).Named("restoreResource", "Bring a deleted resource back")
            .Writes(200, "It is visible again.", "Resource").DemandsRevision().Refuses(ProblemKind.NotFound, ProblemKind.KeyExists);
    }

    private static async Task<Results<WriteAnswer, Refusal>> CreateAsync(
        HttpRequest request, IResourceRepository resources, ResourceReader reader, CancellationToken cancellationToken)
    {
        var body = await JsonRequest.ReadAsync(request, RequestTypes.Json, cancellationToken);
        if (body.Refusal is not null) return body.Refusal;
        var content = reader.Read(body.Body);
        if (!content.IsValid) return JsonRequest.Refuse(content.Faults);
        return Answer(await resources.CreateAsync(content.Value!, cancellationToken));
    }

    private static async Task<Results<WriteAnswer, Refusal>> ReplaceAsync(
        Guid id, HttpRequest request, IResourceRepository resources, ResourceReader reader, CancellationToken cancellationToken)
    {
        if (!WriteConditions.TryRead(request, id, out var conditions, out var refusal)) return refusal;
        var body = await JsonRequest.ReadAsync(request, RequestTypes.Json, cancellationToken);
        if (body.Refusal is not null) return body.Refusal;
        var content = reader.Read(body.Body);
        if (!content.IsValid) return JsonRequest.Refuse(content.Faults);
        var condition = await conditions.ToConditionAsync(() => RevisionOfAsync(resources, id, cancellationToken));
        return Answer(await resources.UpdateAsync(id, content.Value!, condition, cancellationToken));
    }

    private static async Task<Results<WriteAnswer, Refusal>> PatchAsync(
        Guid id, HttpRequest request, IResourceRepository resources, ResourceReader reader, CancellationToken cancellationToken)
    {
        if (!WriteConditions.TryRead(request, id, out var conditions, out var refusal)) return refusal;
        var patch = await JsonRequest.ReadAsync(request, RequestTypes.MergePatch, cancellationToken);
        if (patch.Refusal is not null) return patch.Refusal;
        // There is nothing to patch, or not this: a delete that cannot happen says which, and at what position.
        if (await resources.GetAsync(id, cancellationToken) is not { DeletedAt: null } current || !conditions.Allow(current.Revision))
            return Answer(await resources.DeleteAsync(id, WriteConditions.Never, cancellationToken));
        var content = reader.ReadMergePatch(current, patch.Body);
        if (!content.IsValid) return JsonRequest.Refuse(content.Faults);
        var result = await resources.UpdateAsync(id, content.Value!, WriteCondition.RevisionIn([current.Revision]), cancellationToken);
        return result.Status == WriteStatus.PreconditionFailed && conditions.AnyRevisionWillDo
            ? await PatchInTurnAsync(id, conditions, patch.Body, resources, reader, cancellationToken)
            : Answer(result);
    }

    /// <summary>
    /// Somebody else wrote between our read and our write. With If-Match: * the patch applies to that state as well; of many who
    /// patch the same, each has its turn.
    /// </summary>
    private static async Task<Results<WriteAnswer, Refusal>> PatchInTurnAsync(
        Guid id, WriteConditions conditions, JsonElement patch, IResourceRepository resources, ResourceReader reader, CancellationToken cancellationToken)
    {
        (bool IsAllowed, Checked<ResourceContent>? Content) revised = default;
        var result = await resources.ReviseAsync(id, current =>
        {
            revised = conditions.Allow(current.Revision) ? (true, reader.ReadMergePatch(current, patch)) : default;
            return revised.Content?.Value;
        }, cancellationToken);
        if (result.Status != WriteStatus.Unchanged) return Answer(result);
        if (!revised.IsAllowed) return Answer(result with { Status = WriteStatus.PreconditionFailed });
        return revised.Content is { IsValid: false } invalid ? JsonRequest.Refuse(invalid.Faults) : Answer(result);
    }

    private static async Task<Results<WriteAnswer, Refusal>> DeleteAsync(
        Guid id, HttpContext http, IResourceRepository resources, CancellationToken cancellationToken)
    {
        if (!WriteConditions.TryRead(http.Request, id, out var conditions, out var refusal)) return refusal;
        var condition = await conditions.ToConditionAsync(() => RevisionOfAsync(resources, id, cancellationToken));
        return Answer(QueryValues.Of(http).Get(Parameters.Purge)
            ? await resources.PurgeAsync(id, condition, cancellationToken)
            : await resources.DeleteAsync(id, condition, cancellationToken));
    }

    private static async Task<Results<WriteAnswer, Refusal>> RestoreAsync(
        Guid id, HttpRequest request, IResourceRepository resources, CancellationToken cancellationToken)
    {
        if (!WriteConditions.TryRead(request, id, out var conditions, out var refusal)) return refusal;
        var condition = await conditions.ToConditionAsync(() => RevisionOfAsync(resources, id, cancellationToken));
        return Answer(await resources.RestoreAsync(id, condition, cancellationToken));
    }

    private static async ValueTask<long?> RevisionOfAsync(IResourceRepository resources, Guid id, CancellationToken cancellationToken) =>
        (await resources.GetAsync(id, cancellationToken))?.Revision;

    /// <summary>What became of a write, as HTTP says it.</summary>
    internal static Results<WriteAnswer, Refusal> Answer(WriteResult<Resource> result) => result switch
    {
        { Status: WriteStatus.Created, Value: { } created } => WriteAnswer.Of(
            201, result.Position, created, ContractJson.Instance.Resource, EntityTags.Of(created), $"{CatalogRoutes.Prefix}/resources/{created.Id}"),
        { Status: WriteStatus.Updated or WriteStatus.Unchanged or WriteStatus.Restored, Value: { } current } => WriteAnswer.Of(
            200, result.Position, current, ContractJson.Instance.Resource, EntityTags.Of(current)),
        // A hidden resource has a new revision: whoever wants to restore it must be able to name it.
        { Status: WriteStatus.Deleted } => new WriteAnswer(204, result.Position) { Etag = result.Value is { DeletedAt: not null } hidden ? EntityTags.Of(hidden) : null },
        _ => WriteRefusals.Of(result),
    };
}
