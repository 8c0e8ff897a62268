namespace AIKernel.Catalog.Api.Metrics;

/// <summary>What the pages call our families and their labels; those of the host keep their names.</summary>
internal sealed class MetricVocabulary(string prefix)
{
    public const string DefaultPrefix = "aikernel_";

    private const string CacheType = "cache_type";

    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.Ordinal)
    {
        ["aikernel_cache_operation_duration_seconds"] = "cache_latency_seconds",
        ["aikernel_cache_memory_bytes"] = "cache_size_bytes",
    };

    public static MetricVocabulary Default { get; } = new(DefaultPrefix);

    /// <summary>The name that the page shows for a family.</summary>
    public string Family(string name)
    {
        if (!name.StartsWith(DefaultPrefix, StringComparison.Ordinal)) return name;
        return prefix.Length == 0 && ShortNames.TryGetValue(name, out var other) ? other : prefix + name[DefaultPrefix.Length..];
    }

    /// <summary>The labels of a series under the names that the page shows.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Labels(string family, IEnumerable<KeyValuePair<string, object?>> tags) => (prefix, family) switch
    {
        ("", "aikernel_cache_hits_total") => tags.Select(static tag => tag.Key == "tier" ? new(CacheType, tag.Value) : tag),
        // A miss was one of every tier.
        ("", "aikernel_cache_misses_total") => tags.Append(new(CacheType, "all")),
        _ => tags,
    };
}
