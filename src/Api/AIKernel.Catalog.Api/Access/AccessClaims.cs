using System.Security.Claims;
using AIKernel.Catalog.Persistence.Access;

namespace AIKernel.Catalog.Api.Access;

/// <summary>How schemes of authentication say what a caller may do.</summary>
internal static class AccessClaims
{
    /// <summary>A claim of this type names one scope. Every scheme gives its callers such claims.</summary>
    public const string Scope = "scope";

    /// <summary>What the caller's identities allow together.</summary>
    public static AccessScopes ScopesOf(ClaimsPrincipal caller) => AccessScopeNames.Parse(
        caller.Identities.Where(static identity => identity.IsAuthenticated).SelectMany(static identity => identity.FindAll(Scope)).Select(static claim => claim.Value));
}
