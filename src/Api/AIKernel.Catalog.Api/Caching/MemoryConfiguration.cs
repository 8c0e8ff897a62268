using System.ComponentModel.DataAnnotations;
using AIKernel.Caching;

namespace AIKernel.Catalog.Api.Caching;

/// <summary>The memory tier: the section <c>Caching:Memory</c>.</summary>
public sealed record MemoryConfiguration : IValidatableObject
{
    /// <summary>
    /// A set of values for the five settings below, in their place: <c>lru-minute</c> (100 MB, 60 s, LRU) or
    /// <c>lru-sliding</c> (50 MB, 500 entries, 5 minutes since the last hit, LRU). Empty: the settings themselves.
    /// </summary>
    [AllowedValues("", LruMinute, LruSliding)]
    public string Preset { get; set; } = "";
    /// <summary>The most that values in memory may take, overhead included.</summary>
    [Range(1, 1_048_576)]
    public int LimitMegabytes { get; set; } = 100;
    /// <summary>The most entries; 0 for as many as fit.</summary>
    [Range(0, int.MaxValue)]
    public int MaxEntries { get; set; }
    /// <summary>Who goes when memory is full: <c>tiny-sieve</c> or <c>lru</c>.</summary>
    [AllowedValues(TinySieve, Lru)]
    public string Eviction { get; set; } = TinySieve;
    /// <summary>How long memory answers before Redis or the database is asked again; 0 for as long as an answer lives.</summary>
    [Range(0, 2_592_000)]
    public int LifetimeSeconds { get; set; }
    /// <summary>Whether that time begins anew with every hit; never beyond the answer's own lifetime.</summary>
    public bool SlidingLifetime { get; set; }
    /// <summary>Larger values are not kept in any tier.</summary>
    [Range(1024, 536_870_912)]
    public int MaxValueBytes { get; set; } = 1024 * 1024;

    private const string LruMinute = "lru-minute", LruSliding = "lru-sliding", TinySieve = "tiny-sieve", Lru = "lru";

    /// <summary>The presets by name.</summary>
    internal static IReadOnlyDictionary<string, CacheOptions> Presets { get; } = new Dictionary<string, CacheOptions>(StringComparer.Ordinal)
    {
        [LruMinute] = CacheOptions.LruMinute,
        [LruSliding] = CacheOptions.LruSliding,
    };

    /// <summary>The policies by name.</summary>
    internal static IReadOnlyDictionary<string, MemoryEviction> Evictions { get; } = new Dictionary<string, MemoryEviction>(StringComparer.Ordinal)
    {
        [TinySieve] = MemoryEviction.TinySieve,
        [Lru] = MemoryEviction.Lru,
    };

    /// <summary>What is wrong beyond each setting for itself.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (this is { SlidingLifetime: true, LifetimeSeconds: 0, Preset: "" }) yield return new($"is true, but {nameof(LifetimeSeconds)} is 0.", [nameof(SlidingLifetime)]);
    }

    /// <summary>The engine's settings with those of memory in them.</summary>
    internal CacheOptions Apply(CacheOptions options)
    {
        var memory = Presets.GetValueOrDefault(Preset) ?? new()
        {
            MemoryLimitBytes = LimitMegabytes * 1024L * 1024,
            MemoryMaxEntries = MaxEntries == 0 ? null : MaxEntries,
            MemoryEviction = Evictions[Eviction],
            MemoryLifetime = LifetimeSeconds == 0 ? null : TimeSpan.FromSeconds(LifetimeSeconds),
            SlidingMemoryLifetime = SlidingLifetime,
        };
        return options with
        {
            MemoryLimitBytes = memory.MemoryLimitBytes,
            MemoryMaxEntries = memory.MemoryMaxEntries,
            MemoryEviction = memory.MemoryEviction,
            MemoryLifetime = memory.MemoryLifetime,
            SlidingMemoryLifetime = memory.SlidingMemoryLifetime,
            MaxValueBytes = MaxValueBytes,
        };
    }
}
