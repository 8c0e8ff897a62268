namespace AIKernel.Catalog.Caching;

/// <summary>How long the catalog's answers live, in seconds: the section <c>Caching:Defaults</c>.</summary>
public sealed record CacheDefaultsConfiguration
{
    /// <summary>One resource, by id or reference.</summary>
    public int ResourceCacheTtlSeconds { get; set; } = 300;
    /// <summary>"There is no such resource."</summary>
    public int AbsentResourceTtlSeconds { get; set; } = 30;
    /// <summary>Lists and counts of resources.</summary>
    public int ResourceListTtlSeconds { get; set; } = 60;
    /// <summary>Search results with their facets.</summary>
    public int SearchResultsTtlSeconds { get; set; } = 600;
    /// <summary>Suggestions while typing.</summary>
    public int AutocompleteTtlSeconds { get; set; } = 300;
    /// <summary>Version histories and single versions.</summary>
    public int VersionHistoryTtlSeconds { get; set; } = 3600;
    /// <summary>Lineage, impact and dependency graphs.</summary>
    public int LineageQueryTtlSeconds { get; set; } = 900;
    /// <summary>The edges of a resource.</summary>
    public int RelationshipCacheTtlSeconds { get; set; } = 600;
    /// <summary>Whether payloads are compressed in Redis.</summary>
    public bool EnableCompression { get; set; } = true;
    /// <summary>Payloads above this many bytes are compressed where that makes them smaller.</summary>
    public int CompressionThresholdBytes { get; set; } = 1024;
}
