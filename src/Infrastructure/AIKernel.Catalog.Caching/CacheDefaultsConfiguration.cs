using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching;

namespace AIKernel.Catalog.Caching;

/// <summary>How long the catalog's answers live, in seconds: the section <c>Caching:Defaults</c>.</summary>
public sealed record CacheDefaultsConfiguration
{
    /// <summary>One resource, by id or reference.</summary>
    [Range(1, 2_592_000)]
    public int ResourceCacheTtlSeconds { get; set; } = 300;
    /// <summary>"There is no such resource."</summary>
    [Range(1, 2_592_000)]
    public int AbsentResourceTtlSeconds { get; set; } = 30;
    /// <summary>Lists and counts of resources.</summary>
    [Range(1, 2_592_000)]
    public int ResourceListTtlSeconds { get; set; } = 60;
    /// <summary>Search results with their facets.</summary>
    [Range(1, 2_592_000)]
    public int SearchResultsTtlSeconds { get; set; } = 600;
    /// <summary>Suggestions while typing.</summary>
    [Range(1, 2_592_000)]
    public int AutocompleteTtlSeconds { get; set; } = 300;
    /// <summary>Version histories and single versions.</summary>
    [Range(1, 2_592_000)]
    public int VersionHistoryTtlSeconds { get; set; } = 3600;
    /// <summary>Lineage, impact and dependency graphs.</summary>
    [Range(1, 2_592_000)]
    public int LineageQueryTtlSeconds { get; set; } = 900;
    /// <summary>The edges of a resource.</summary>
    [Range(1, 2_592_000)]
    public int RelationshipCacheTtlSeconds { get; set; } = 600;
    /// <summary>How much of each lifetime chance may take off, in percent, so that what was loaded together does not expire together.</summary>
    [Range(0, 50)]
    public int JitterPercent { get; set; } = 10;
    /// <summary>How long before its end an answer that is still asked for is loaded anew in the background; 0 for never.</summary>
    [Range(0, 86_400)]
    public int RefreshAheadSeconds { get; set; } = 5;
    /// <summary>How long beyond its end, or while the database is gone, an answer may be served as stale; 0 for never.</summary>
    [Range(0, 2_592_000)]
    public int FailSafeSeconds { get; set; }
    /// <summary>Whether payloads are compressed in Redis.</summary>
    public bool EnableCompression { get; set; } = true;
    /// <summary>Payloads above this many bytes are compressed where that makes them smaller.</summary>
    [Range(0, int.MaxValue)]
    public int CompressionThresholdBytes { get; set; } = 1024;
    /// <summary>How they are compressed: <c>gzip</c> or <c>brotli</c>. What was compressed in the other way is read all the same.</summary>
    [AllowedValues(Gzip, Brotli)]
    public string CompressionAlgorithm { get; set; } = Gzip;
    /// <summary>How answers are written in Redis: <c>json</c> or <c>msgpack</c>. Each has keys of its own, so nodes that differ share nothing.</summary>
    [AllowedValues(Json, MessagePack)]
    public string Serialization { get; set; } = Json;

    /// <summary>A value of <see cref="CompressionAlgorithm"/>.</summary>
    public const string Gzip = "gzip";
    /// <summary>A value of <see cref="CompressionAlgorithm"/>.</summary>
    public const string Brotli = "brotli";
    /// <summary>A value of <see cref="Serialization"/>.</summary>
    public const string Json = "json";
    /// <summary>A value of <see cref="Serialization"/>.</summary>
    public const string MessagePack = "msgpack";

    /// <summary>The serializer of answers of one type.</summary>
    internal ICacheSerializer<T> Serializer<T>(JsonTypeInfo<T> type) =>
        Serialization == MessagePack ? new MessagePackCacheSerializer<T>(type) : new JsonCacheSerializer<T>(type);

    /// <summary>A policy with these lifetimes, in seconds.</summary>
    /// <param name="seconds">For answers.</param>
    /// <param name="absentSeconds">For "there is none"; the same where it is not given.</param>
    /// <param name="lease">Whether one node loads for all: for answers that cost the database more than two commands cost Redis.</param>
    internal EntryPolicy Policy(int seconds, int? absentSeconds = null, bool lease = false) =>
        new(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(absentSeconds ?? seconds))
        {
            Jitter = JitterPercent / 100.0,
            RefreshAhead = TimeSpan.FromSeconds(RefreshAheadSeconds),
            FailSafe = TimeSpan.FromSeconds(FailSafeSeconds),
            Lease = lease,
        };
}
