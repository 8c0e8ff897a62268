using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.Operations.Events;
using AIKernel.Catalog.Api.Operations.MostRead;
using AIKernel.Catalog.Api.Operations.Stats;
using AIKernel.Catalog.Api.Operations.WarmUp;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>The routes for operators beside probes and metrics.</summary>
internal static class OperatorRoutes
{
    public static void MapOperations(this WebApplication app)
    {
        var operations = app.MapGroup("").WithTags("Operations").NeedsOperator()
            .AddEndpointFilter<RouteGroupBuilder, QueryFilter>().WithMetadata(new Refusals(ProblemKind.BadQuery));
        operations.MapStats();
        operations.MapTop();
        operations.MapInvalidate();
        operations.MapWarmUp();
        operations.MapEvents();
    }
}
