using System.Security.Claims;
using System.Security.Cryptography;
using AIKernel.Caching.Redis.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// What a login cookie stands for, kept as a session: the cookie carries nothing but the session's id. So a session that
/// is ended is ended on every node, whatever cookies are about. Activity extends it.
/// </summary>
internal sealed class SessionTickets(ISessionService sessions, SessionLimits limits, IDataProtectionProvider protection) : ITicketStore
{
    private readonly IDataProtector _protector = protection.CreateProtector("AIKernel.Sessions.Tickets", "v1");

    public async Task<string> StoreAsync(AuthenticationTicket ticket) => (await sessions.CreateAsync(UserOf(ticket), Protect(ticket))).Id;

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, null, CancellationToken.None);

    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext? httpContext, CancellationToken cancellationToken)
    {
        if (await sessions.GetAsync(key, cancellationToken) is not { } session || Unprotect(session.Data) is not { } ticket) return null;
        httpContext?.Features.Set(new CurrentSession(session));
        // Not on every request: a twentieth of the idle time more or less matters to nobody.
        if (session.Remaining < limits.Idle - (limits.Idle / 20)) await sessions.ExtendAsync(key, cancellationToken);
        return ticket;
    }

    /// <summary>A session never becomes somebody else's: it is listed under its user, who could no longer end it.</summary>
    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        if (await sessions.GetAsync(key) is not { } session || session.User != UserOf(ticket) || !await sessions.UpdateAsync(key, Protect(ticket)))
            throw new InvalidOperationException("Sign out before signing in as somebody else.");
    }

    public Task RemoveAsync(string key) => sessions.EndAsync(key);

    private static string UserOf(AuthenticationTicket ticket) =>
        ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? ticket.Principal.Identity?.Name
        ?? throw new InvalidOperationException("Who signs in needs a name: a claim NameIdentifier or Name.");

    private byte[] Protect(AuthenticationTicket ticket) => _protector.Protect(TicketSerializer.Default.Serialize(ticket));

    /// <summary>Null when the ring no longer has the key: then nobody can tell who this is.</summary>
    private AuthenticationTicket? Unprotect(ReadOnlyMemory<byte> data)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(_protector.Unprotect(data.ToArray()));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>The session that a request's cookie stands for.</summary>
internal sealed record CurrentSession(Session Session);
