using System.Globalization;
using AIKernel.Caching;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Caching;

/// <summary>Tells on every cached read where its answer came from: <c>Cache-Status</c> (RFC 9211) and <c>Age</c>.</summary>
internal sealed class CacheStatusMiddleware(RequestDelegate next, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var directives = CacheDirectives.Of(context);
        // Of what a write reads on its way nothing can be left out.
        var trace = CacheTrace.Begin(keepNothing: directives.NoStore, loadNothing: directives.OnlyIfCached && HttpMethods.IsGet(context.Request.Method));
        if (directives.LimitsAge) context.Features.Set(trace);
        context.Response.OnStarting(() =>
        {
            // A write may have read on its way (a patch does), but its answer is not a cached one; nor is a refusal of what was found.
            if (!context.Response.Headers.ContainsKey("Catalog-Position") && context.Response.StatusCode != ProblemKind.NotCached.Status && Describe(trace.Outcome) is { } status)
            {
                context.Response.Headers["Cache-Status"] = status;
                context.Response.Headers.Age = AgeOf(trace, context.Features.Get<Validated>()).ToString(CultureInfo.InvariantCulture);
            }
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>Seconds since the oldest part of the answer was loaded or, where this request had it validated, since then (RFC 9111, 5.1).</summary>
    private long AgeOf(CacheTrace trace, Validated? validated)
    {
        var known = Math.Max(trace.OldestLoad, validated?.At.ToUnixTimeMilliseconds() ?? 0);
        return Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - known) / 1000;
    }

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
