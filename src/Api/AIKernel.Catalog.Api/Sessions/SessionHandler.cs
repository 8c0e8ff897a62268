using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// Recognises a caller by his session's cookie. A cookie whose session has ended makes him nobody, not a wrongdoer: browsers
/// send it on until they are given another, and what is open to everybody is open to them too.
/// </summary>
internal sealed class SessionHandler(IOptionsMonitor<CookieAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : CookieAuthenticationHandler(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        await base.HandleAuthenticateAsync() is { Succeeded: true } known ? known : AuthenticateResult.NoResult();
}
