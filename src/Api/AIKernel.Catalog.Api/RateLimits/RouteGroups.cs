using System.Collections.Frozen;
using AIKernel.Caching.Redis.RateLimits;
using AIKernel.Catalog.Api.Contract;

namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>
/// The limit that a request is under: reads, writes or bulk. Only the catalog's routes have one, and signing in; a probe must
/// never be refused, nor an operator who looks why everything is.
/// </summary>
internal sealed class RouteGroups(RateLimitConfiguration limits)
{
    /// <summary>Operations that their method says nothing about.</summary>
    internal static readonly FrozenSet<string> Bulk = FrozenSet.ToFrozenSet(["import", "export"], StringComparer.Ordinal);

    /// <summary>Questions too long for an address.</summary>
    internal static readonly FrozenSet<string> Questions = FrozenSet.ToFrozenSet(["getResources", "getDependencies"], StringComparer.Ordinal);

    private readonly RateLimitRule _reads = RuleOf("reads", limits.Reads, limits);
    private readonly RateLimitRule _writes = RuleOf("writes", limits.Writes, limits);
    private readonly RateLimitRule _bulk = RuleOf("bulk", limits.Bulk, limits);

    public RateLimitRule? Of(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint) return null;
        if (endpoint.Metadata.GetMetadata<CatalogRoute>() is null && endpoint.Metadata.GetMetadata<LimitedRoute>() is null) return null;
        var operation = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "";
        if (Bulk.Contains(operation)) return _bulk;
        return HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || Questions.Contains(operation) ? _reads : _writes;
    }

    private static RateLimitRule RuleOf(string name, RateLimitGroupConfiguration group, RateLimitConfiguration limits) =>
        new(name, group.PermitLimit ?? limits.PermitLimit, TimeSpan.FromSeconds(group.WindowSeconds ?? limits.WindowSeconds));
}
