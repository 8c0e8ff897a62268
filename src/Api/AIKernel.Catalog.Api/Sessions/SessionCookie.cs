using System.Net;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// The cookies of sessions: not for scripts, not for other sites, and never over an open wire, except that in Development
/// a browser on the same machine gets them as it asks.
/// </summary>
internal sealed class SessionCookie : CookieBuilder
{
    private readonly bool _development;

    public SessionCookie(string name, IOptions<StateConfiguration> state, IHostEnvironment environment)
    {
        _development = environment.IsDevelopment();
        var sessions = state.Value.Sessions;
        (Name, Path, HttpOnly, SameSite, IsEssential) = (name, "/", true, sessions.SameSite, sessions.IsEssential);
        SecurePolicy = CookieSecurePolicy.Always;
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var cookie = base.Build(context, expiresFrom);
        if (_development && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)) cookie.Secure = context.Request.IsHttps;
        return cookie;
    }
}
