using AIKernel.Caching.Redis.State;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>Whether somebody is logged in cannot be told while the sessions cannot be reached: 503, not 401, and the cookie stays.</summary>
internal sealed class StateOutageMiddleware(RequestDelegate next)
{
    private const int ShortWhile = 2;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (StateUnavailableException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await new Refusal(ProblemKind.SessionsUnavailable) { RetryAfter = ShortWhile }.ExecuteAsync(context);
        }
    }
}
