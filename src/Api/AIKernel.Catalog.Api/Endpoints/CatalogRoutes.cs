using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>The routes under <c>/api/v1</c>.</summary>
internal static class CatalogRoutes
{
    public const string Prefix = "/api/v1";

    public static void MapCatalog(this WebApplication app)
    {
        var api = app.MapGroup(Prefix)
            .AddEndpointFilter<RouteGroupBuilder, QueryFilter>()
            .AddEndpointFilter<RouteGroupBuilder, RevalidationFilter>()
            .WithMetadata(CatalogRoute.Instance, new RequestHeaders(HeaderNamesOfOurs.CatalogPosition, HeaderNames.CacheControl))
            .WithMetadata(new Refusals(ProblemKind.BadQuery, ProblemKind.BadPosition, ProblemKind.RateLimited, ProblemKind.Starting, ProblemKind.Unavailable));
        api.MapResources();
        api.MapVersions();
        api.MapRelationships();
        api.MapLineage();
        api.MapSearch();
        api.MapBulk();
        api.MapExport();
    }
}
