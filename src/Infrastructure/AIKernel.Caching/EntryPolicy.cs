namespace AIKernel.Caching;

/// <summary>How long the answers of an operation live, and what is done when they do no more.</summary>
/// <param name="Lifetime">From the load on; positive.</param>
/// <param name="AbsentLifetime">The same for "there is none" (null); positive, usually shorter.</param>
public sealed record EntryPolicy(TimeSpan Lifetime, TimeSpan AbsentLifetime)
{
    /// <summary>The part of a lifetime, 0 to 0.5, that chance may take off, so that what was loaded together does not expire together.</summary>
    public double Jitter { get; init; }

    /// <summary>
    /// How long before it expires a value is loaded anew, in the background, while it is still served; zero for never.
    /// At most half of each lifetime. One refresh a cluster where <see cref="Lease"/> is set.
    /// </summary>
    public TimeSpan RefreshAhead { get; init; }

    /// <summary>
    /// How long after it expired, or while the node cannot vouch for it, a value may be served as stale because the
    /// source fails; zero for never. A value known to be invalidated is never served.
    /// </summary>
    public TimeSpan FailSafe { get; init; }

    /// <summary>
    /// Whether a miss takes a lease in the shared tier, so that one node loads and the others wait for its answer. It
    /// costs two commands a miss: worth it where a load costs more.
    /// </summary>
    public bool Lease { get; init; }

    /// <summary>How payloads are compressed in the shared tier; null for what the cache's settings say.</summary>
    public PayloadCompression? Compression { get; init; }

    /// <summary>Whether every answer is sensitive: encrypted in the shared tier, or not kept there, as by a sensitive tag.</summary>
    public bool Sensitive { get; init; }

    /// <summary>Why this policy cannot be followed; null when it can.</summary>
    internal string? FindFault() =>
        Lifetime <= TimeSpan.Zero || AbsentLifetime <= TimeSpan.Zero ? "Lifetimes must be positive."
        : Jitter is < 0 or > 0.5 or double.NaN ? "Jitter must be 0 to 0.5."
        : RefreshAhead < TimeSpan.Zero || FailSafe < TimeSpan.Zero ? "RefreshAhead and FailSafe must not be negative."
        : null;

    /// <summary>A policy with one lifetime for every answer.</summary>
    public static EntryPolicy Of(TimeSpan lifetime) => new(lifetime, lifetime);
}
