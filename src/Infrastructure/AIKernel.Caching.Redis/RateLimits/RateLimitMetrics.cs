using System.Diagnostics.Metrics;

namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>The meter <c>AIKernel.Caching.RateLimits</c>.</summary>
internal sealed class RateLimitMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "AIKernel.Caching.RateLimits";

    private readonly Meter _meter;
    private readonly Counter<long> _requests, _fallbacks;

    public RateLimitMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateCounter<long>("aikernel.ratelimit.requests", null, "Requests under a limit, by limit and outcome.");
        _fallbacks = _meter.CreateCounter<long>("aikernel.ratelimit.fallbacks", null, "How often this process began to keep limits for itself because Redis could not be asked.");
    }

    public void Count(RateLimitRule rule, bool allowed) => _requests.Add(1, new KeyValuePair<string, object?>("limit", rule.Name), new("outcome", allowed ? "allowed" : "refused"));

    public void CountFallback() => _fallbacks.Add(1);

    public void ObserveLocal(Func<bool> local) =>
        _meter.CreateObservableGauge("aikernel.ratelimit.local", () => local() ? 1 : 0, null, "1 while this process keeps limits for itself instead of sharing them in Redis.");
}
