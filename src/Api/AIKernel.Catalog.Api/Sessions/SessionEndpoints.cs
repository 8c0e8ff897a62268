using System.Security.Claims;
using AIKernel.Caching.Redis.Sessions;
using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.RateLimits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// Signing in with a key, once, and out again: for browsers, which should not keep keys. Only where sessions are enabled.
/// </summary>
internal static class SessionEndpoints
{
    public const string Path = "/session";

    private const string Challenge = "Bearer realm=\"aikernel\"";

    public static void MapSessions(this WebApplication app)
    {
        if (!DistributedSessionStorageExtensions.IsEnabled(app.Configuration)) return;
        // Everybody's, since each says for itself who may: the key or the session is what it is about.
        var session = app.MapGroup(Path).WithTags("Sessions").WithMetadata(LimitedRoute.Instance).IsEverybodys()
            .WithMetadata(new Refusals(ProblemKind.RateLimited, ProblemKind.SessionsUnavailable));
        session.MapPost("", (Delegate)BeginAsync).Named("beginSession", "Sign in: a cookie stands for the key that is shown, while that is valid")
            .Answers(204, "Signed in.", null, headers: HeaderNames.SetCookie).Refuses(ProblemKind.Unauthenticated);
        session.MapGet("", ReadAsync).Named("readSession", "Who is signed in, with what scopes, and in which sessions")
            .Answers(200, "Who that is.", "Session", headers: HeaderNames.CacheControl).Refuses(ProblemKind.Unauthenticated);
        session.MapDelete("", (Delegate)EndAsync).Named("endSession", "Sign out").Answers(204, "Nobody is signed in with this cookie any more.", null);
        session.MapDelete("/all", EndAllAsync).Named("endAllSessions", "Sign out everywhere")
            .Answers(204, "Every session of this user is ended, on every node.", null).Refuses(ProblemKind.Unauthenticated);
    }

    private static async Task<Results<NoContent, Refusal>> BeginAsync(HttpContext http)
    {
        if (SessionKeys.CallerOf(http) is not { } caller) return Nobody(http, "Show a valid key: Authorization: Bearer aik_…");
        // Always a session of its own: what another cookie stands for is left as it is.
        http.Request.Headers.Remove(HeaderNames.Cookie);
        await http.SignInAsync(DistributedSessionStorageExtensions.Scheme, caller);
        http.Response.Headers.CacheControl = CacheControlHeaders.NoStore;
        return TypedResults.NoContent();
    }

    private static async Task<Results<SessionAnswer, Refusal>> ReadAsync(HttpContext http, ISessionService sessions, CancellationToken cancellationToken)
    {
        if (await CurrentAsync(http) is not { } current) return NotSignedIn(http);
        var all = await sessions.ListAsync(current.Session.User, cancellationToken);
        return new SessionAnswer(current.Caller.FindFirstValue(ClaimTypes.Name) ?? current.Session.User, SessionKeys.ScopesOf(current.Caller),
            [.. all.Select(one => new ListedSession(one.CreatedAt, one.ExpiresAt, one.Id == current.Session.Id))]);
    }

    private static async Task<NoContent> EndAsync(HttpContext http)
    {
        await http.SignOutAsync(DistributedSessionStorageExtensions.Scheme);
        http.Response.Headers.CacheControl = CacheControlHeaders.NoStore;
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, Refusal>> EndAllAsync(HttpContext http, ISessionService sessions, CancellationToken cancellationToken)
    {
        if (await CurrentAsync(http) is not { } current) return NotSignedIn(http);
        await sessions.EndAllAsync(current.Session.User, cancellationToken);
        return await EndAsync(http);
    }

    private static async Task<(ClaimsPrincipal Caller, Session Session)?> CurrentAsync(HttpContext http) =>
        await http.AuthenticateAsync(DistributedSessionStorageExtensions.Scheme) is { Succeeded: true, Principal: var caller }
        && http.Features.Get<CurrentSession>() is { Session: var session } ? (caller, session) : null;

    private static Refusal NotSignedIn(HttpContext http) => Nobody(http, "Nobody is signed in here.");

    private static Refusal Nobody(HttpContext http, string detail)
    {
        http.Response.Headers.WWWAuthenticate = Challenge;
        return new(ProblemKind.Unauthenticated, detail);
    }
}
