using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>Answers the catalog's routes, and others that need the database, with 503 until the database is migrated: before that nothing below could be right.</summary>
internal sealed class StartupGate(RequestDelegate next, MigrationState state)
{
    private const int ShortWhile = 2;

    public Task InvokeAsync(HttpContext context) =>
        state.Done || !NeedsIt(context.GetEndpoint())
            ? next(context)
            : new Refusal(ProblemKind.Starting, "The database has not been reached, or is being migrated.") { RetryAfter = ShortWhile }.ExecuteAsync(context);

    private static bool NeedsIt(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<CatalogRoute>() is not null || endpoint?.Metadata.GetMetadata<NeedsDatabase>() is not null;
}
