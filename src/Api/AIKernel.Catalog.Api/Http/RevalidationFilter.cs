using AIKernel.Caching;

namespace AIKernel.Catalog.Api.Http;

/// <summary>When the answer of a request was validated: everything that had changed until then it would show.</summary>
internal sealed record Validated(DateTimeOffset At);

/// <summary>
/// Sees to it that no answer is older than its reader wants it (RFC 9111, 5.2.1.1 to 5.2.1.3). One that is gets
/// validated, as RFC 9111, 4.3 has it: the node catches up with the journal, which costs one small statement, and then the
/// handler runs again. It finds the answer as good as new (4.3.4), or, if something in it has changed, gone.
/// </summary>
internal sealed class RevalidationFilter(IFreshness freshness, CacheControlHeaders headers, TimeProvider time) : IEndpointFilter
{
    // Of Environment.TickCount64, on every platform: at most 16 ms.
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(20);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        HttpMethods.IsGet(context.HttpContext.Request.Method) && CacheDirectives.Of(context.HttpContext) is { LimitsAge: true } directives
            ? ReadAsync(context, directives, next)
            : next(context);

    private async ValueTask<object?> ReadAsync(EndpointFilterInvocationContext context, CacheDirectives directives, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // What is loaded for this request is younger than the request.
        var asked = time.GetUtcNow();
        var answer = await next(context);
        if (http.Features.Get<Validated>() is not null || Admits(directives, answer, http.Features.Get<CacheTrace>(), asked)) return answer;
        if (directives.OnlyIfCached) return new Refusal(ProblemKind.NotCached, "What the cache holds is older than was asked for.");
        var now = time.GetUtcNow();
        await freshness.CatchUpAsync(http.RequestAborted);
        http.Features.Set(new Validated(now));
        return await next(context);
    }

    private bool Admits(CacheDirectives directives, object? answer, CacheTrace? trace, DateTimeOffset asked)
    {
        if (trace is null or { Outcome: CacheOutcome.None }) return true;
        var age = asked - DateTimeOffset.FromUnixTimeMilliseconds(trace.OldestLoad);
        // (1) The request comes; (2) its load begins, and the engine's clock, which goes in steps, still stands before (1).
        if (trace.Outcome == CacheOutcome.Miss) age -= ClockStep;
        var freshFor = (answer is INestedHttpResult nested ? nested.Result : answer) is ReadAnswer read ? headers.FreshFor(read.Class) : 0;
        return directives.Admit(age > TimeSpan.Zero ? age : TimeSpan.Zero, freshFor, trace.Outcome == CacheOutcome.Stale);
    }
}
