using System.Threading.RateLimiting;
using AIKernel.Caching.Redis.RateLimits;

namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>
/// The limiter that ASP.NET Core's middleware asks about every request. It keeps nothing for a caller in this process,
/// so that no flood of callers can fill it. What is left goes into the answer's headers, whether let through or not.
/// </summary>
internal sealed class CallerRateLimiter(RouteGroups groups, IRateLimits limits) : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    /// <summary>The middleware tries this first, and then the other.</summary>
    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) =>
        groups.Of(resource) is null ? RateLimitAnswer.Unlimited : RateLimitAnswer.Undecided;

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken)
    {
        if (groups.Of(resource) is not { } rule) return RateLimitAnswer.Unlimited;
        var decision = await limits.AcquireAsync(rule, Caller.Of(resource), cancellationToken);
        RateLimitHeaders.Write(resource.Response, rule, decision);
        return new RateLimitAnswer(rule, decision);
    }
}
