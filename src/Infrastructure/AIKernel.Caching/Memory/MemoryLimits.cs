namespace AIKernel.Caching.Memory;

/// <summary>What bounds the memory tier.</summary>
/// <param name="Bytes">The most bytes, overhead included.</param>
internal sealed record MemoryLimits(long Bytes)
{
    /// <summary>The most entries; null for as many as fit.</summary>
    public int? Entries { get; init; }
    /// <summary>Who goes when there is no room.</summary>
    public MemoryEviction Eviction { get; init; }
    /// <summary>How long memory answers without asking further; null for as long as the value is fresh.</summary>
    public TimeSpan? Lifetime { get; init; }
    /// <summary>Whether the lifetime begins anew with every hit, up to the value's own expiry.</summary>
    public bool Sliding { get; init; }
}
