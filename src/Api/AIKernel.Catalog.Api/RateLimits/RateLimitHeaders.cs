using AIKernel.Caching.Redis.RateLimits;

namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>
/// The fields <c>RateLimit-Policy</c> and <c>RateLimit</c> of draft-ietf-httpapi-ratelimit-headers-10: the quota and its
/// window; what is left of it, and in how many seconds the next permit comes back.
/// </summary>
internal static class RateLimitHeaders
{
    public const string Policy = "RateLimit-Policy";
    public const string State = "RateLimit";

    public static void Write(HttpResponse response, RateLimitRule rule, RateLimitDecision decision)
    {
        response.Headers[Policy] = string.Create(null, $"\"{rule.Name}\";q={rule.PermitLimit};w={(long)rule.Window.TotalSeconds}");
        response.Headers[State] = string.Create(null, $"\"{rule.Name}\";r={decision.Remaining};t={SecondsUntil(decision)}");
    }

    /// <summary>Whole seconds after which asking again makes sense.</summary>
    public static int SecondsUntil(RateLimitDecision decision) => (int)Math.Max(1, Math.Ceiling(decision.ResetAfter.TotalSeconds));
}
