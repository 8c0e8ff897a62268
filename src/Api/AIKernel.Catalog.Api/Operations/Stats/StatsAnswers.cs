using System.Text.Json.Serialization;
using AIKernel.Caching.Redis.State;

namespace AIKernel.Catalog.Api.Operations.Stats;

/// <summary>The cache's figures since the process started.</summary>
internal sealed record StatsAnswer(
    long Hits,
    long Misses,
    long Sets,
    long Deletes,
    double HitRate,
    double AvgLatencyMs,
    [property: JsonPropertyName("l1_size_bytes")] long MemoryBytes,
    [property: JsonPropertyName("l2_size_keys")] long? SharedKeys);

/// <summary>The cache's Redis servers and this process.</summary>
internal sealed record RedisStatsAnswer(IReadOnlyList<RedisServerReport> Servers, ProcessMemory Process, [property: JsonPropertyName("l1_size_bytes")] long MemoryBytes, double HitRate);

/// <summary>Memory of this process, in bytes.</summary>
internal sealed record ProcessMemory(long WorkingSetBytes, long ManagedHeapBytes)
{
    public static ProcessMemory Now() => new(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
}

/// <summary>What is read most.</summary>
internal sealed record TopAnswer(IReadOnlyList<TopItem> Items, string Source);

/// <summary>A resource and how often it was read lately; what was read an hour ago counts half.</summary>
internal sealed record TopItem(Guid Id, string Ref, double Reads);

/// <summary>How the cache stands, in one object.</summary>
internal sealed record CacheHealthAnswer(string Status, bool Enabled, bool Connected, string CircuitBreaker, CacheHealthMetrics Metrics);

/// <summary>The figures of <see cref="CacheHealthAnswer"/>: the rate in percent, the time in milliseconds.</summary>
internal sealed record CacheHealthMetrics(double HitRate, double AvgResponseTime, long Requests, long Hits, long Misses);
