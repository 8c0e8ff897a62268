namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>
/// Limits that all nodes share: of any number of simultaneous requests to any number of nodes, exactly as many are let
/// through as the rule says. While Redis cannot be asked, each process keeps the same limit for itself instead, and says
/// so in the log and in the metrics; it never fails and never waits longer than its deadline.
/// </summary>
public interface IRateLimits
{
    /// <summary>Asks for one permit.</summary>
    /// <param name="rule">The limit.</param>
    /// <param name="partition">Who asks; each partition has the whole limit for itself.</param>
    /// <param name="cancellationToken">Gives up waiting; the permit may have been spent.</param>
    ValueTask<RateLimitDecision> AcquireAsync(RateLimitRule rule, string partition, CancellationToken cancellationToken);
}
