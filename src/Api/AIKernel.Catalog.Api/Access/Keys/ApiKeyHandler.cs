using System.Security.Claims;
using System.Text.Encodings.Web;
using AIKernel.Catalog.Persistence.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Access.Keys;

/// <summary>
/// Recognises a caller by his key, in <c>Authorization: Bearer</c> or <c>X-Api-Key</c>. Why a key is not taken is not told:
/// unknown, wrong, expired and revoked look alike from outside.
/// </summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    private static readonly AuthenticateResult NotTaken = AuthenticateResult.Fail("The key is not valid.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var presented = PresentedKey.Of(Request);
        if (presented.IsAbsent) return AuthenticateResult.NoResult();
        if (presented.Text is not { } text || ApiKey.IdOf(text) is not { } id) return NotTaken;
        var key = await keys.FindAsync(id, Context.RequestAborted);
        return key is not null && ApiKey.Matches(text, key.Hash) && key.IsValidAt(TimeProvider.GetUtcNow())
            ? AuthenticateResult.Success(new(PrincipalOf(key), Scheme.Name))
            : NotTaken;
    }

    // Whoever limits callers counts both keys of a rotation as one: they have one name.
    private static ClaimsPrincipal PrincipalOf(ApiKeyRecord key)
    {
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new(ClaimTypes.NameIdentifier, $"key:{key.Name}"));
        identity.AddClaim(new(ClaimTypes.Name, key.Name));
        foreach (var scope in AccessScopeNames.NamesOf(key.Scopes)) identity.AddClaim(new(AccessClaims.Scope, scope));
        return new(identity);
    }
}
