using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>Who a limit counts a request for: who has shown a key or a session, else the address it came from.</summary>
internal static class Caller
{
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true } identity
            && (context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? identity.Name) is { } name)
            return "id-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
        return context.Connection.RemoteIpAddress is { } address ? "ip-" + NetworkOf(address) : "local";
    }

    /// <summary>Of IPv6 only the network counts: everybody at home has 2⁶⁴ addresses of his own to change through.</summary>
    private static string NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }
}
