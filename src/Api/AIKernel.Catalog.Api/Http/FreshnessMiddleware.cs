using AIKernel.Catalog.Api.Contract;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// Metadata of routes that decide on what they read: they catch up first, so that a node that has not yet heard of a
/// change does not refuse, or compute on, what no longer is.
/// </summary>
internal sealed record ReadsStrongly
{
    public static ReadsStrongly Instance { get; } = new();
}

/// <summary>Metadata of reads that no cache stands in front of.</summary>
internal sealed record NeverCached
{
    public static NeverCached Instance { get; } = new();
}

/// <summary>
/// Lets the node catch up before the endpoint runs, when the request carries Catalog-Position (see at least that write)
/// or Cache-Control: no-cache (see everything), or when the route must. A read that wants what is cached or nothing
/// (only-if-cached) gets nothing where that would take a look into the database.
/// </summary>
internal sealed class FreshnessMiddleware(RequestDelegate next, IFreshness freshness, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CatalogRoute>() is null)
        {
            await next(context);
            return;
        }
        var (request, directives) = (context.Request, CacheDirectives.Of(context));
        var mayAsk = !directives.OnlyIfCached || !HttpMethods.IsGet(request.Method);
        if (request.Headers.TryGetValue(HeaderNamesOfOurs.CatalogPosition, out var text))
        {
            if (text.Count != 1 || !CatalogPosition.TryParse(text[0], out var position))
            {
                await Malformed().ExecuteAsync(context);
                return;
            }
            if (!mayAsk && !freshness.Covers(position))
            {
                await NotCached("The node has not heard of that write yet.").ExecuteAsync(context);
                return;
            }
            await freshness.CatchUpAsync(position, context.RequestAborted);
        }
        if (!mayAsk && (directives.NoCache || MetadataOf<NeverCached>(context) is not null))
        {
            await NotCached("What is asked for takes a look into the database.").ExecuteAsync(context);
            return;
        }
        if (directives.NoCache || MetadataOf<ReadsStrongly>(context) is not null)
        {
            var now = time.GetUtcNow();
            await freshness.CatchUpAsync(context.RequestAborted);
            context.Features.Set(new Validated(now));
        }
        await next(context);
    }

    private static T? MetadataOf<T>(HttpContext context)
        where T : class => context.GetEndpoint()!.Metadata.GetMetadata<T>();

    private static Refusal NotCached(string why) => new(ProblemKind.NotCached, why);

    private static Refusal Malformed() => new(ProblemKind.BadPosition)
    {
        Errors = [ProblemFault.InHeader(HeaderNamesOfOurs.CatalogPosition, "pattern", "Expected what a write answered under this name.")],
    };
}
