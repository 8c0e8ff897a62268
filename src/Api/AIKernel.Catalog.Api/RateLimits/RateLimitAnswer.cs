using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using AIKernel.Caching.Redis.RateLimits;

namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>What the limit said, in the form that ASP.NET Core's rate limiter passes on.</summary>
internal sealed class RateLimitAnswer : RateLimitLease
{
    /// <summary>For routes without a limit.</summary>
    public static readonly RateLimitAnswer Unlimited = new(null, isAcquired: true);

    /// <summary>Nothing has been asked yet: Redis cannot be asked without waiting.</summary>
    public static readonly RateLimitAnswer Undecided = new(null, isAcquired: false);

    private RateLimitAnswer(RateLimitRule? rule, bool isAcquired) => (Rule, IsAcquired) = (rule, isAcquired);

    public RateLimitAnswer(RateLimitRule rule, RateLimitDecision decision) : this(rule, decision.Allowed) =>
        RetryAfter = TimeSpan.FromSeconds(RateLimitHeaders.SecondsUntil(decision));

    public RateLimitRule? Rule { get; }

    public TimeSpan RetryAfter { get; }

    public override bool IsAcquired { get; }

    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = !IsAcquired && metadataName == MetadataName.RetryAfter.Name ? RetryAfter : null;
        return metadata is not null;
    }
}
