using System.Security.Claims;
using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Persistence.Access;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// Sessions that stand for an API key: they allow what it allows, and only while it is valid. A key that is revoked or
/// expires ends what was begun with it, on every node, with the next request.
/// </summary>
internal static class SessionKeys
{
    private const string KeyId = "key";

    /// <summary>Who a session is begun for; null when the request was not let in by a key.</summary>
    public static ClaimsPrincipal? CallerOf(HttpContext http)
    {
        if (http.User.Identities.FirstOrDefault(static identity => identity is { IsAuthenticated: true, AuthenticationType: ApiKeyHandler.SchemeName }) is not { } shown) return null;
        if (PresentedKey.Of(http.Request).Text is not { } text || ApiKey.IdOf(text) is not { } id) return null;
        return new(new ClaimsIdentity([.. shown.Claims, new(KeyId, id)], DistributedSessionStorageExtensions.Scheme));
    }

    /// <summary>Lets a session go on while its key is valid.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal?.FindFirstValue(KeyId) is not { } id) return;
        var services = context.HttpContext.RequestServices;
        var key = await services.GetRequiredService<IApiKeys>().FindAsync(id, context.HttpContext.RequestAborted);
        if (key is null || !key.IsValidAt(services.GetRequiredService<TimeProvider>().GetUtcNow())) context.RejectPrincipal();
    }

    public static IReadOnlyList<string> ScopesOf(ClaimsPrincipal caller) => AccessScopeNames.NamesOf(AccessClaims.ScopesOf(caller));
}
