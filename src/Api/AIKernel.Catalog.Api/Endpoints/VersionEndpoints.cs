using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Resources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>The history of a resource. It can still be read after a delete, until a purge.</summary>
internal static class VersionEndpoints
{
    public static void MapVersions(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/resources/{id:uuid}/versions").WithTags("Versions");
        group.MapGet("", ListAsync).Named("listVersions", "List a resource's versions, the newest first")
            .Takes(Parameters.Cursor, Parameters.VersionLimit).ReadsPage("VersionPage").Refuses(ProblemKind.NotFound);
        group.MapGet("/{n:version}", GetAsync).Named("getVersion", "Read one version; it never changes")
            .Reads("ResourceVersion", "Vary").Refuses(ProblemKind.NotFound);
    }

    /// <summary>Leads from a reference that names a version to the version's own address.</summary>
    public static RedirectHttpResult RedirectTo(HttpContext http, Guid id, int version)
    {
        http.Response.Headers.CacheControl = CacheControlHeaders.NoStore;
        return TypedResults.Redirect($"{CatalogRoutes.Prefix}/resources/{id}/versions/{version}", permanent: false, preserveMethod: true);
    }

    private static async Task<Results<ReadAnswer, Refusal>> ListAsync(
        Guid id, HttpContext http, IResourceRepository resources, CancellationToken cancellationToken)
    {
        var values = QueryValues.Of(http);
        var query = new VersionQuery(id, null, values.Get(Parameters.VersionLimit));
        if (!Paging.TryReadCursor(values, query.CursorScope, out var cursor)) return Paging.BadCursor();
        return await resources.ListVersionsAsync(query with { Cursor = cursor }, cancellationToken) is { } page
            ? ReadAnswer.Of(page, static page => Representation.OfJson(page, ContractJson.Instance.PageResourceVersion), nextCursor: page.NextCursor)
            : new Refusal(ProblemKind.NotFound);
    }

    private static async Task<Results<ReadAnswer, Refusal>> GetAsync(
        Guid id, int n, IResourceRepository resources, CancellationToken cancellationToken) =>
        await resources.GetVersionAsync(id, n, cancellationToken) is { } version
            ? ReadAnswer.Of(version, static version => Representation.OfJson(version, ContractJson.Instance.ResourceVersion), AnswerClass.Immutable)
            : new Refusal(ProblemKind.NotFound);
}
