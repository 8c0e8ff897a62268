using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>The routes of keyed values. They are for programs that operators trust, and reach nothing of the catalog.</summary>
internal static class KeyedRoutes
{
    public static void MapKeyed(this WebApplication app)
    {
        var cache = app.MapGroup("/cache").WithTags("Cache").NeedsOperator()
            .AddEndpointFilter<RouteGroupBuilder, QueryFilter>().AddEndpointFilter<RouteGroupBuilder, KeyedFaults>()
            .WithMetadata(new Refusals(ProblemKind.BadQuery));
        cache.MapGet("/{**key}", KeyedEndpoints.GetAsync).Named("getValue", "The value of a key").NeedsDatabase()
            .Answers(200, "The value, or that there is none.", "KeyedValue", headers: "Cache-Control").Refuses(ProblemKind.BadKey);
        cache.MapDelete("/{**key}", KeyedEndpoints.DeleteAsync).Named("deleteValue", "Remove a value, and what depends on it").NeedsDatabase()
            .Answers(200, "There is none any more, on any node.", "KeyedRemoval", headers: "Cache-Control").Refuses(ProblemKind.BadKey, ProblemKind.WriteBehindUnavailable);
        cache.MapPost("", KeyedEndpoints.SetAsync).Named("setValue", "Keep a value").NeedsDatabase().TakesBody("KeyedWrite", RequestTypes.Json, "The value, and how it is to be kept.")
            .Answers(200, "It is kept.", "KeyedWritten", headers: "Cache-Control").Refuses(ProblemKind.BadBody, ProblemKind.Invalid, ProblemKind.WriteBehindUnavailable);
        cache.MapPost("/batch-get", KeyedBatchEndpoints.GetAsync).Named("getValues", "The values of many keys").NeedsDatabase().TakesBody("KeyedKeys", RequestTypes.Json, "The keys.")
            .Answers(200, "Those that there are.", "KeyedValues", headers: "Cache-Control").Refuses(ProblemKind.BadBody, ProblemKind.Invalid);
        cache.MapPost("/batch-set", KeyedBatchEndpoints.SetAsync).Named("setValues", "Keep many values").NeedsDatabase().TakesBody("KeyedWrites", RequestTypes.Json, "The values by key, and how they are to be kept.")
            .Answers(200, "They are kept.", "KeyedCount", headers: "Cache-Control").Refuses(ProblemKind.BadBody, ProblemKind.Invalid, ProblemKind.WriteBehindUnavailable);
    }
}
