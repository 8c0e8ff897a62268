using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>Answers the catalog's routes with 503 until the database is migrated: before that nothing below could be right.</summary>
internal sealed class StartupGate(RequestDelegate next, MigrationState state)
{
    private const int ShortWhile = 2;

    public Task InvokeAsync(HttpContext context) =>
        state.Done || context.GetEndpoint()?.Metadata.GetMetadata<CatalogRoute>() is null
            ? next(context)
            : new Refusal(ProblemKind.Starting, "The database has not been reached, or is being migrated.") { RetryAfter = ShortWhile }.ExecuteAsync(context);
}
