namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>What a limit says to one request.</summary>
/// <param name="Allowed">Whether it is let through. A request that is not does not count.</param>
/// <param name="Remaining">How many more would be let through at this moment.</param>
/// <param name="ResetAfter">In how long a time the next permit comes back: the oldest that counts leaves the window.</param>
public readonly record struct RateLimitDecision(bool Allowed, int Remaining, TimeSpan ResetAfter);
