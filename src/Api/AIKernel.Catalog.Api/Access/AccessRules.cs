using System.Globalization;
using System.Net;
using AIKernel.Catalog.Persistence.Access;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Access;

/// <summary>What the configuration has opened to callers without a key. Everything it does not name is closed.</summary>
internal sealed class AccessRules(IOptions<AccessConfiguration> options, IConfiguration configuration, IHostEnvironment environment)
{
    public const string Open = "open";
    public const string Closed = "closed";

    private readonly bool _development = environment.IsDevelopment();
    private readonly bool _operatorPortOpen = options.Value.OperatorPortOpen;
    private readonly bool? _reads = IsOpen(options.Value.Reads), _writes = IsOpen(options.Value.Writes), _operations = IsOpen(options.Value.Operations);

    /// <summary>The port that operators have for themselves; null if there is none.</summary>
    public int? OperatorPort { get; } = OperatorPortOf(configuration);

    /// <summary>The setting <c>Operations:Port</c>; null if it is not set.</summary>
    public static int? OperatorPortOf(IConfiguration configuration) =>
        int.TryParse(configuration["Operations:Port"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;

    /// <summary>Whether a route of this scope answers on the port that the request came to. The routes of everybody answer on each.</summary>
    public bool IsServedHere(AccessScopes scope, HttpContext context) =>
        OperatorPort is not { } port || scope == AccessScopes.None
        || (scope == AccessScopes.CacheAdmin) == (context.Connection.LocalPort == port);

    /// <summary>Whether a caller without a key may use a route of this scope.</summary>
    public bool IsOpen(AccessScopes scope, HttpContext context) => scope switch
    {
        AccessScopes.None => true,
        AccessScopes.CatalogRead => _reads ?? false,
        AccessScopes.CatalogWrite => _writes ?? IsDevelopersOwn(context),
        AccessScopes.CacheAdmin => (_operatorPortOpen && context.Connection.LocalPort == OperatorPort) || (_operations ?? IsDevelopersOwn(context)),
        _ => false,
    };

    /// <summary>
    /// In Development, a program on this machine that speaks to this machine. A page that a browser on it shows is not one,
    /// wherever it comes from: it says its origin, or, behind a name made to lead here, the name in Host.
    /// </summary>
    private bool IsDevelopersOwn(HttpContext context) =>
        _development && IsLoopback(context.Connection.RemoteIpAddress) && IsLoopback(context.Connection.LocalIpAddress)
        && IsLoopback(context.Request.Host.Host) && (context.Request.Headers.Origin.Count == 0 || IsSameOrigin(context.Request));

    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers.Origin.Count == 1 && request.Headers.Origin[0] == $"{request.Scheme}://{request.Host}";

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static bool IsLoopback(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool? IsOpen(string setting) => setting.Length == 0 ? null : setting == Open;
}
