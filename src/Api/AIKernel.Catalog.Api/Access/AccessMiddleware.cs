using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Persistence.Access;

namespace AIKernel.Catalog.Api.Access;

/// <summary>
/// Lets a request through to its route, or refuses it before anything of it is read. What a route does not declare is
/// refused to everybody. A key that is shown and is not taken is refused even where none is needed: who shows it would else
/// not learn that it no longer is.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, AccessRules rules)
{
    private const string Challenge = "Bearer realm=\"aikernel\"";

    public Task InvokeAsync(HttpContext context)
    {
        // No route, or the framework's own answer about methods: neither gets anywhere.
        if (context.GetEndpoint() is not RouteEndpoint route) return next(context);
        if (route.Metadata.GetMetadata<RouteScope>() is not { Scope: var scope }) return RefuseAsync(context, ProblemKind.Forbidden, Challenge, "The route declares no scope.");
        if (!rules.IsServedHere(scope, context)) return new Refusal(ProblemKind.UnknownRoute).ExecuteAsync(context);
        if (scope == AccessScopes.None) return next(context);
        var known = context.User.Identities.Any(static identity => identity.IsAuthenticated);
        if (!known && !PresentedKey.Of(context.Request).IsAbsent)
            return RefuseAsync(context, ProblemKind.Unauthenticated, $"{Challenge}, error=\"invalid_token\"", "The key is not valid: unknown, expired or revoked.");
        if (rules.IsOpen(scope, context) || (AccessClaims.ScopesOf(context.User) & scope) == scope) return next(context);
        return known
            ? RefuseAsync(context, ProblemKind.Forbidden, $"{Challenge}, error=\"insufficient_scope\", scope=\"{NameOf(scope)}\"", $"It needs the scope {NameOf(scope)}.")
            : RefuseAsync(context, ProblemKind.Unauthenticated, Challenge, $"Show a key with the scope {NameOf(scope)}: Authorization: Bearer aik_…");
    }

    private static Task RefuseAsync(HttpContext context, ProblemKind kind, string challenge, string detail)
    {
        context.Response.Headers.WWWAuthenticate = challenge;
        return new Refusal(kind, detail).ExecuteAsync(context);
    }

    private static string NameOf(AccessScopes scope) => string.Join(' ', AccessScopeNames.NamesOf(scope));
}
