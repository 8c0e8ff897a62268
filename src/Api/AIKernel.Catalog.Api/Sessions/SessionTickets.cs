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

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var user = ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? ticket.Principal.Identity?.Name
            ?? throw new InvalidOperationException("Who signs in needs a name: a claim NameIdentifier or Name.");
        return (await sessions.CreateAsync(user, Protect(ticket))).Id;
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        if (await sessions.GetAsync(key) is not { } session || Unprotect(session.Data) is not { } ticket) return null;
        // Not on every request: a twentieth of the idle time more or less matters to nobody.
        if (session.Remaining < limits.Idle - (limits.Idle / 20)) await sessions.ExtendAsync(key);
        return ticket;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => sessions.UpdateAsync(key, Protect(ticket));

    public Task RemoveAsync(string key) => sessions.EndAsync(key);

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
