using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>The routes under <c>/api/v1</c>.</summary>
internal static class CatalogRoutes
{
    public const string Prefix = "/api/v1";

    public static void MapCatalog(this WebApplication app)
    {
        var api = app.MapGroup(Prefix)
            .AddEndpointFilter<RouteGroupBuilder, QueryFilter>()
            .WithMetadata(CatalogRoute.Instance, new RequestHeaders(HeaderNamesOfOurs.CatalogPosition))
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
