namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>How long limits wait for Redis.</summary>
public sealed record RateLimitSettings
{
    /// <summary>No request waits longer; the process decides for itself then.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMilliseconds(100);
}
