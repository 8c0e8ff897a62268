using AIKernel.Catalog.Api.Contract;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// Metadata of routes that decide on what they read: they catch up first, so that a node that has not yet heard of a
/// change does not refuse, or compute on, what no longer is.
/// </summary>
internal sealed record ReadsStrongly
{
    public static ReadsStrongly Instance { get; } = new();
}

/// <summary>
/// Lets the node catch up before the endpoint runs, when the request carries Catalog-Position (see at least that write)
/// or Cache-Control: no-cache (see everything), or when the route must.
/// </summary>
internal sealed class FreshnessMiddleware(RequestDelegate next, IFreshness freshness)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CatalogRoute>() is null)
        {
            await next(context);
            return;
        }
        var request = context.Request;
        if (request.Headers.TryGetValue(HeaderNamesOfOurs.CatalogPosition, out var text))
        {
            if (text.Count != 1 || !CatalogPosition.TryParse(text[0], out var position))
            {
                await Malformed().ExecuteAsync(context);
                return;
            }
            await freshness.CatchUpAsync(position, context.RequestAborted);
        }
        if (AsksForNoCache(request) || context.GetEndpoint()!.Metadata.GetMetadata<ReadsStrongly>() is not null)
            await freshness.CatchUpAsync(context.RequestAborted);
        await next(context);
    }

    private static bool AsksForNoCache(HttpRequest request) =>
        request.Headers.CacheControl.Count > 0
        && CacheControlHeaderValue.TryParse(request.Headers.CacheControl.ToString(), out var control) && control.NoCache;

    private static Refusal Malformed() => new(ProblemKind.BadPosition)
    {
        Errors = [ProblemFault.InHeader(HeaderNamesOfOurs.CatalogPosition, "pattern", "Expected what a write answered under this name.")],
    };
}
