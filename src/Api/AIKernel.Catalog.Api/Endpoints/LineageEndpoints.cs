using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Walks along relationships that are lineage.</summary>
internal static class LineageEndpoints
{
    private const int MaxRoots = 100;

    public static void MapLineage(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Lineage");
        group.MapGet("/resources/{id:uuid}/lineage", GetAsync).Named("getLineage", "Walk from a resource")
            .Takes(Parameters.Lineage, Parameters.Depth, Parameters.LineageTypes, Parameters.MaxNodes).Reads("Lineage", "Vary").Refuses(ProblemKind.NotFound);
        group.MapGet("/lineage", GetByReferenceAsync).Named("getLineageByReference", "Walk from a resource named by its reference")
            .Takes(Parameters.Reference, Parameters.Lineage, Parameters.Depth, Parameters.LineageTypes, Parameters.MaxNodes).Reads("Lineage", "Vary").Refuses(ProblemKind.NotFound);
        group.MapGet("/resources/{id:uuid}/impact", GetImpactAsync).Named("getImpact", "Count what a walk reaches")
            .Takes(Parameters.Impact).Reads("Impact", "Vary").Refuses(ProblemKind.NotFound);
        group.MapGet("/impact", GetImpactByReferenceAsync).Named("getImpactByReference", "Count what a walk reaches from a resource named by its reference")
            .Takes(Parameters.Reference, Parameters.Impact).Reads("Impact", "Vary").Refuses(ProblemKind.NotFound);
        group.MapPost("/graph/dependencies", GetDependenciesAsync).Named("getDependencies", "The upstream graph of several resources").NeedsRead()
            .TakesBody("DependencyQuestion", RequestTypes.Json, "Where to start, and how deep to go.")
            .Answers(200, "The graph; unknown and deleted resources are left out.", "Dependencies", headers: ["Cache-Control", "Vary"])
            .Refuses(ProblemKind.BadBody, ProblemKind.Invalid);
    }

    private static async Task<Results<ReadAnswer, Refusal>> GetAsync(
        Guid id, HttpContext http, IRelationshipRepository relationships, CancellationToken cancellationToken)
    {
        var values = QueryValues.Of(http);
        var query = new LineageQuery
        {
            Root = id,
            Direction = values.Get(Parameters.Lineage),
            Depth = values.Get(Parameters.Depth),
            Types = values.Get(Parameters.LineageTypes),
            MaxNodes = values.Get(Parameters.MaxNodes),
        };
        return await relationships.GetLineageAsync(query, cancellationToken) is { } graph
            ? ReadAnswer.Of(graph, static graph => Representation.OfJson(graph, ContractJson.Instance.LineageGraph))
            : new Refusal(ProblemKind.NotFound);
    }

    private static async Task<Results<ReadAnswer, Refusal>> GetByReferenceAsync(
        HttpContext http, IResourceRepository resources, IRelationshipRepository relationships, CancellationToken cancellationToken) =>
        await FindAsync(http, resources, cancellationToken) is { } id
            ? await GetAsync(id, http, relationships, cancellationToken)
            : new Refusal(ProblemKind.NotFound);

    private static async Task<Results<ReadAnswer, Refusal>> GetImpactAsync(
        Guid id, HttpContext http, IRelationshipRepository relationships, CancellationToken cancellationToken) =>
        await relationships.GetImpactAsync(new(id, QueryValues.Of(http).Get(Parameters.Impact)), cancellationToken) is { } impact
            ? ReadAnswer.Of(impact, static impact => Representation.OfJson(ImpactAnswer.Of(impact), ContractJson.Instance.ImpactAnswer))
            : new Refusal(ProblemKind.NotFound);

    private static async Task<Results<ReadAnswer, Refusal>> GetImpactByReferenceAsync(
        HttpContext http, IResourceRepository resources, IRelationshipRepository relationships, CancellationToken cancellationToken) =>
        await FindAsync(http, resources, cancellationToken) is { } id
            ? await GetImpactAsync(id, http, relationships, cancellationToken)
            : new Refusal(ProblemKind.NotFound);

    private static async Task<Results<QueryAnswer, Refusal>> GetDependenciesAsync(
        HttpRequest request, IRelationshipRepository relationships, CancellationToken cancellationToken)
    {
        var body = await JsonRequest.ReadAsync(request, RequestTypes.Json, cancellationToken);
        if (body.Refusal is not null) return body.Refusal;
        var question = new QueryBody(body.Body, "ids", "depth");
        var roots = question.Ids("ids").Distinct().ToValueList();
        if (roots.Count is 0 or > MaxRoots) question.Refuse("/ids", "out-of-range", $"Expected 1 to {MaxRoots} different ids.");
        var depth = question.Number("depth", 1, LineageQuery.MaxDepth, 3);
        if (question.Refusal is not null) return question.Refusal;
        return QueryAnswer.Of(await relationships.GetDependenciesAsync(new(roots, depth), cancellationToken), ContractJson.Instance.DependencyGraph);
    }

    private static async ValueTask<Guid?> FindAsync(HttpContext http, IResourceRepository resources, CancellationToken cancellationToken) =>
        await resources.GetByReferenceAsync(QueryValues.Of(http).Get(Parameters.Reference)!, cancellationToken) is { DeletedAt: null } live ? live.Id : null;
}
