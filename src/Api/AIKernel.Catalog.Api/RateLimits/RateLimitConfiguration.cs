using System.ComponentModel.DataAnnotations;
namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>How often one caller may ask: the section <c>RateLimits</c>.</summary>
public sealed record RateLimitConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "RateLimits";

    /// <summary>Whether there are limits.</summary>
    public bool Enabled { get; set; }
    /// <summary>How many requests of each group one caller may make in the window.</summary>
    // Each permit is kept until it leaves the window; the bound is that of what one caller can take of Redis's memory, some 10 MB.
    [Range(1, 100_000)]
    public int PermitLimit { get; set; } = 600;
    /// <summary>The window, which slides, in seconds.</summary>
    [Range(1, 86_400)]
    public int WindowSeconds { get; set; } = 60;
    /// <summary>No request waits longer for Redis to say whether it may go on; the process decides for itself then.</summary>
    [Range(5, 5000)]
    public int DeadlineMilliseconds { get; set; } = 100;
    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of proxies whose X-Forwarded-For is believed. Empty: the caller is who
    /// connects, whatever he says.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];
    /// <summary>What reads: GET, and the POSTs that only ask.</summary>
    public RateLimitGroupConfiguration Reads { get; set; } = new();
    /// <summary>What writes single things.</summary>
    public RateLimitGroupConfiguration Writes { get; set; } = new();
    /// <summary>Imports and exports.</summary>
    public RateLimitGroupConfiguration Bulk { get; set; } = new();
}

/// <summary>A limit that differs from the general one, such as the section <c>RateLimits:Bulk</c>.</summary>
public sealed record RateLimitGroupConfiguration
{
    /// <summary>How many; not set: as <c>RateLimits:PermitLimit</c>.</summary>
    [Range(1, 100_000)]
    public int? PermitLimit { get; set; }
    /// <summary>In how many seconds; not set: as <c>RateLimits:WindowSeconds</c>.</summary>
    [Range(1, 86_400)]
    public int? WindowSeconds { get; set; }
}
