using System.ComponentModel.DataAnnotations;
using AIKernel.Caching.Redis;
using AIKernel.Caching.Telemetry;
using AIKernel.Catalog.Caching;

namespace AIKernel.Catalog.Api.Caching;

/// <summary>Every setting of the cache: the section <c>Caching</c>, with its defaults as in appsettings.Caching.json.</summary>
public sealed record CachingConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "Caching";

    /// <summary>The second part of every key; raise it to leave all older copies behind.</summary>
    [Required(ErrorMessage = Word), RegularExpression("[A-Za-z0-9_.-]{1,32}", ErrorMessage = Word)]
    public string KeyVersion { get; set; } = "v1";
    /// <summary>How Redis is reached.</summary>
    public RedisConfiguration Redis { get; set; } = new();
    /// <summary>How long answers live.</summary>
    public CacheDefaultsConfiguration Defaults { get; set; } = new();
    /// <summary>Summaries in the log.</summary>
    public MetricsConfiguration Metrics { get; set; } = new();
    /// <summary>The memory tier.</summary>
    public MemoryConfiguration Memory { get; set; } = new();
    /// <summary>The invalidation journal.</summary>
    public JournalConfiguration Journal { get; set; } = new();
    /// <summary>How long Redis is waited for, and when it is left alone.</summary>
    public SharedTierConfiguration SharedTier { get; set; } = new();
    /// <summary>The keys for entries that are sensitive.</summary>
    public EncryptionConfiguration Encryption { get; set; } = new();

    private const string Word = "must be 1 to 32 letters, digits, '_', '-' or '.'.";
}

/// <summary>The invalidation journal: the section <c>Caching:Journal</c>.</summary>
public sealed record JournalConfiguration
{
    /// <summary>A node whose view of the journal may be older serves nothing from its cache.</summary>
    [Range(100, 60_000)]
    public int MaxStalenessMilliseconds { get; set; } = 2000;
    /// <summary>How often the journal is read when no notification arrives; at most half of <c>MaxStalenessMilliseconds</c>.</summary>
    [Range(10, 30_000)]
    public int PollIntervalMilliseconds { get; set; } = 250;
    /// <summary>How long journal rows are kept; at least the longest lifetime.</summary>
    [Range(60, 31_536_000)]
    public int RetentionSeconds { get; set; } = 7200;
    /// <summary>How many tags a node remembers as touched.</summary>
    [Range(1_000, 50_000_000)]
    public int TableCapacity { get; set; } = 500_000;
}

/// <summary>Patience with Redis: the section <c>Caching:SharedTier</c>.</summary>
public sealed record SharedTierConfiguration
{
    /// <summary>No read waits longer for one answer.</summary>
    [Range(10, 10_000)]
    public int DeadlineMilliseconds { get; set; } = 80;
    /// <summary>After this many failures in a row Redis is left alone.</summary>
    [Range(2, 10_000)]
    public int CircuitThreshold { get; set; } = 5;
    /// <summary>For how long, before a read tries it again; sooner when it is found to be back.</summary>
    [Range(500, 86_400_000)]
    public int CircuitBreakMilliseconds { get; set; } = 30_000;
    /// <summary>How often it is asked in the background meanwhile whether it is back.</summary>
    [Range(10, 60_000)]
    public int ProbeIntervalMilliseconds { get; set; } = 200;
    /// <summary>How long one node may load alone what others wait for; the others load themselves when it is over.</summary>
    [Range(100, 60_000)]
    public int LeaseMilliseconds { get; set; } = 5000;
}
