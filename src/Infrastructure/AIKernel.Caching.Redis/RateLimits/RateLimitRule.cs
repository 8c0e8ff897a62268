namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>So many in a window that slides: at any moment, at most this many were let through in the time before it.</summary>
/// <param name="Name">What is limited, as metrics and headers call it; part of the key, so rules of one name share their counts.</param>
/// <param name="PermitLimit">How many, at least 1. Each is kept until it leaves the window: about 100 bytes in Redis.</param>
/// <param name="Window">In how long a time.</param>
public sealed record RateLimitRule(string Name, int PermitLimit, TimeSpan Window);
