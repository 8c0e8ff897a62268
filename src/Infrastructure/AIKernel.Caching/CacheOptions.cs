namespace AIKernel.Caching;

/// <summary>The engine's settings. Checked by whoever builds them from configuration.</summary>
public sealed record CacheOptions
{
    /// <summary>The first part of every key: sets installations that share a Redis apart.</summary>
    public string InstanceName { get; init; } = "aikernel_";
    /// <summary>The second part of every key, before the fingerprint of the cached type.</summary>
    public string KeyVersion { get; init; } = "v1";
    /// <summary>The most that values in memory may take, overhead included, in bytes.</summary>
    public long MemoryLimitBytes { get; init; } = 100L * 1024 * 1024;
    /// <summary>The most entries kept in memory; null for as many as fit.</summary>
    public int? MemoryMaxEntries { get; init; }
    /// <summary>Who goes when memory is full.</summary>
    public MemoryEviction MemoryEviction { get; init; } = MemoryEviction.TinySieve;
    /// <summary>How long memory answers before the shared tier or the source is asked again; null for as long as the value lives.</summary>
    public TimeSpan? MemoryLifetime { get; init; }
    /// <summary>Whether <see cref="MemoryLifetime"/> begins anew with every hit; never beyond the value's own lifetime.</summary>
    public bool SlidingMemoryLifetime { get; init; }
    /// <summary>Values whose bytes exceed this are not kept.</summary>
    public int MaxValueBytes { get; init; } = 1024 * 1024;
    /// <summary>A node whose view of the journal may be older than this serves nothing from its cache.</summary>
    public TimeSpan MaxStaleness { get; init; } = TimeSpan.FromSeconds(2);
    /// <summary>How often the journal is read when nothing wakes the follower.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);
    /// <summary>How long journal rows are kept. Copies in the shared tier that are older are worth nothing to a node that starts.</summary>
    public TimeSpan JournalRetention { get; init; } = TimeSpan.FromHours(2);
    /// <summary>How many tags the invalidation table holds before the oldest go and the low-water mark rises.</summary>
    public int InvalidationTableCapacity { get; init; } = 500_000;
    /// <summary>No read waits longer than this for one answer of the shared tier.</summary>
    public TimeSpan SharedTierDeadline { get; init; } = TimeSpan.FromMilliseconds(80);
    /// <summary>After this many failures in a row the shared tier is left alone; at least 2.</summary>
    public int CircuitThreshold { get; init; } = 5;
    /// <summary>How long it is left alone before a read tries it again, unless it was found to be back sooner.</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>How often a shared tier that is left alone is probed in the background; infinite for never.</summary>
    public TimeSpan SharedTierProbeInterval { get; init; } = TimeSpan.FromMilliseconds(200);
    /// <summary>How long a node may hold the lease of a key, and another wait for it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);
    /// <summary>How payloads are compressed in the shared tier, where the operation's policy says nothing else.</summary>
    public PayloadCompression Compression { get; init; } = PayloadCompression.Gzip;
    /// <summary>Payloads above this size are compressed where that makes them smaller.</summary>
    public int CompressionThresholdBytes { get; init; } = 1024;
    /// <summary>Entries that carry one of these tags are encrypted in the shared tier, or not kept there at all.</summary>
    public IReadOnlyCollection<string> SensitiveTags { get; init; } = ["sensitive"];
    /// <summary>The keys that sensitive entries are encrypted with; null to keep them in memory alone.</summary>
    public EncryptionKeyRing? Encryption { get; init; }

    /// <summary>Memory as plain caches have it: 100 MB for 60 seconds, the least recently used goes first.</summary>
    public static CacheOptions LruMinute { get; } = new()
    {
        MemoryEviction = MemoryEviction.Lru,
        MemoryLimitBytes = 100L * 1024 * 1024,
        MemoryLifetime = TimeSpan.FromSeconds(60),
    };

    /// <summary>A small memory: 500 entries, 50 MB, five minutes since the last hit, the least recently used goes first.</summary>
    public static CacheOptions LruSliding { get; } = new()
    {
        MemoryEviction = MemoryEviction.Lru,
        MemoryLimitBytes = 50L * 1024 * 1024,
        MemoryMaxEntries = 500,
        MemoryLifetime = TimeSpan.FromMinutes(5),
        SlidingMemoryLifetime = true,
    };
}

/// <summary>Which entry goes when memory is full.</summary>
public enum MemoryEviction
{
    /// <summary>One that was not hit lately, and a newcomer before one that was asked for more often: survives scans and loops, and a hit takes no lock.</summary>
    TinySieve,
    /// <summary>Exactly the one that was not used for longest. Every hit takes a lock.</summary>
    Lru,
}
