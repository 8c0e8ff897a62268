using System.Globalization;
using AIKernel.Caching;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Caching;

/// <summary>Tells on every cached read where its answer came from: <c>Cache-Status</c> (RFC 9211) and <c>Age</c>.</summary>
internal sealed class CacheStatusMiddleware(RequestDelegate next, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var trace = CacheTrace.Begin(AsksToKeepNothing(context.Request));
        context.Response.OnStarting(() =>
        {
            // A write may have read on its way (a patch does), but its answer is not a cached one.
            if (!context.Response.Headers.ContainsKey("Catalog-Position") && Describe(trace.Outcome) is { } status)
            {
                context.Response.Headers["Cache-Status"] = status;
                var age = Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - trace.OldestLoad) / 1000;
                context.Response.Headers.Age = age.ToString(CultureInfo.InvariantCulture);
            }
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>The request directive <c>no-store</c> (RFC 9111, 5.2.1.5): what is loaded for this request is not kept.</summary>
    private static bool AsksToKeepNothing(HttpRequest request) =>
        request.Headers.CacheControl.Count > 0
        && CacheControlHeaderValue.TryParse(request.Headers.CacheControl.ToString(), out var control) && control.NoStore;

    private static string? Describe(CacheOutcome outcome) => outcome switch
    {
        CacheOutcome.Memory => "aikernel; hit; detail=memory",
        CacheOutcome.Shared => "aikernel; hit; detail=redis",
        CacheOutcome.Miss => "aikernel; fwd=miss",
        // The source was asked and failed: what is answered is older than it may be (RFC 9211, 2.2 and 2.3).
        CacheOutcome.Stale => "aikernel; fwd=stale; detail=source-failed",
        CacheOutcome.Uncertified => "aikernel; fwd=bypass; detail=uncertified",
        _ => null,
    };
}
