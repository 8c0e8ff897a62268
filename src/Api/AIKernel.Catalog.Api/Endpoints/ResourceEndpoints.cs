using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.Operations.MostRead;
using AIKernel.Catalog.Resources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Reading resources: one, by reference, many, listed, counted.</summary>
internal static class ResourceEndpoints
{
    public static void MapResources(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/resources").WithTags("Resources");
        group.MapGet("", ListAsync).Named("listResources", "List resources")
            .Takes(Parameters.Kind, Parameters.Namespace, Parameters.Tags, Parameters.Owner, Parameters.InLifecycle, Parameters.Labels, Parameters.Sort, Parameters.Cursor, Parameters.ResourceLimit)
            .ReadsPage("ResourcePage");
        group.MapGet("/counts", CountAsync).Named("countResources", "Count resources by kind")
            .Takes(Parameters.Kind, Parameters.Namespace, Parameters.Tags, Parameters.Owner, Parameters.InLifecycle, Parameters.Labels)
            .Reads("Counts", "Vary");
        group.MapGet("/{id:uuid}", GetAsync).Named("getResource", "Read a resource")
            .Reads("Resource", "Last-Modified").Refuses(ProblemKind.NotFound, ProblemKind.Gone);
        group.MapGet("/by-ref", GetByReferenceAsync).Named("getResourceByReference", "Read a resource by its reference")
            .Takes(Parameters.VersionedReference)
            .Reads("Resource", "Last-Modified").Refuses(ProblemKind.NotFound, ProblemKind.Gone)
            .Answers(307, "The reference names a version, which is at the address in Location.", null, headers: "Location");
        group.MapPost("/batch-get", BatchEndpoints.GetAsync).Named("getResources", "Read many resources at once").NeedsRead()
            .TakesBody("BatchGet", RequestTypes.Json, "Which resources: ids or references, at most 500.")
            .Answers(200, "The resources in the order asked for; null where there is none.", "ResourceItems", headers: ["Cache-Control", "Vary"])
            .Refuses(ProblemKind.BadBody, ProblemKind.TooManyItems, ProblemKind.Invalid);
        group.MapResourceWrites();
    }

    private static async Task<Results<ReadAnswer, Refusal>> ListAsync(HttpContext http, IResourceRepository resources, CancellationToken cancellationToken)
    {
        var values = QueryValues.Of(http);
        var query = new ResourceQuery
        {
            Kind = values.Get(Parameters.Kind),
            Namespace = values.Get(Parameters.Namespace),
            Tags = values.Get(Parameters.Tags),
            Owner = values.Get(Parameters.Owner),
            Lifecycle = values.Get(Parameters.InLifecycle),
            Labels = values.Get(Parameters.Labels),
            Sort = values.Get(Parameters.Sort),
            Limit = values.Get(Parameters.ResourceLimit),
        };
        if (!Paging.TryReadCursor(values, query.CursorScope, out var cursor)) return Paging.BadCursor();
        var page = await resources.ListAsync(query with { Cursor = cursor }, cancellationToken);
        return ReadAnswer.Of(page, static page => Representation.OfJson(page, ContractJson.Instance.PageResourceSummary), nextCursor: page.NextCursor);
    }

    private static async Task<ReadAnswer> CountAsync(HttpContext http, IResourceRepository resources, CancellationToken cancellationToken)
    {
        var values = QueryValues.Of(http);
        var filter = new ResourceFilter
        {
            Kind = values.Get(Parameters.Kind),
            Namespace = values.Get(Parameters.Namespace),
            Tags = values.Get(Parameters.Tags),
            Owner = values.Get(Parameters.Owner),
            Lifecycle = values.Get(Parameters.InLifecycle),
            Labels = values.Get(Parameters.Labels),
        };
        return ReadAnswer.Of(await resources.CountAsync(filter, cancellationToken), static counts => Representation.OfJson(CountsAnswer.Of(counts), ContractJson.Instance.CountsAnswer));
    }

    private static async Task<Results<ReadAnswer, Refusal>> GetAsync(Guid id, IResourceRepository resources, ReadCounts reads, CancellationToken cancellationToken) =>
        await resources.GetAsync(id, cancellationToken) switch
        {
            null => new Refusal(ProblemKind.NotFound),
            { DeletedAt: not null } deleted => WriteRefusals.Gone(deleted),
            var resource => ReadAnswer.Of(Noted(resource, reads), sameForEver: true),
        };

    private static async Task<Results<ReadAnswer, RedirectHttpResult, Refusal>> GetByReferenceAsync(
        HttpContext http, IResourceRepository resources, ReadCounts reads, CancellationToken cancellationToken)
    {
        var reference = QueryValues.Of(http).Get(Parameters.VersionedReference)!;
        return await resources.GetByReferenceAsync(reference, cancellationToken) switch
        {
            null => new Refusal(ProblemKind.NotFound),
            { DeletedAt: not null } deleted => WriteRefusals.Gone(deleted),
            var resource when reference.Version is { } version => VersionEndpoints.RedirectTo(http, resource.Id, version),
            var resource => ReadAnswer.Of(Noted(resource, reads), sameForEver: false),
        };
    }

    private static Resource Noted(Resource resource, ReadCounts reads)
    {
        reads.Note(resource.Id);
        return resource;
    }
}
