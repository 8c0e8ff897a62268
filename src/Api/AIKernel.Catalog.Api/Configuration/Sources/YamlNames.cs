using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>Every name that a config.yaml may have.</summary>
internal static class YamlNames
{
    public const string AgentHost = "agent.host", AgentPort = "agent.port", RedisHost = "redis.host", RedisPort = "redis.port", RedisDatabase = "redis.db", RedisCluster = "redis.cluster";
    public const string CompressionLevel = "compression.level", PrometheusEnabled = "monitoring.prometheus_enabled";

    public static IReadOnlyList<YamlName> All { get; } =
    [
        new("agent.name", "Telemetry:ServiceName"),
        new("agent.version", "Telemetry:ServiceVersion"),
        new(AgentHost, null, "The address to listen on, with `agent.port`; 127.0.0.1 unless given. What the environment says of addresses comes first."),
        new(AgentPort, null, "The port to listen on, with `agent.host`; 8015 unless given."),
        new(RedisHost, null, "The host of Redis: with the other names of the block it is `Caching:Redis:ConnectionString`."),
        new(RedisPort, null, "Its port; 6379 unless given."),
        new(RedisDatabase, null, "The number of the database there."),
        new(RedisCluster, null, "true, false, or the nodes of a cluster as host:port,host:port."),
        new("redis.password", RedisNames.Password),
        new("redis.ssl", "Caching:Redis:UseSsl"),
        new("redis.socket_timeout", "Caching:Redis:SyncTimeout") { Translate = Milliseconds },
        new("redis.socket_connect_timeout", "Caching:Redis:ConnectTimeout") { Translate = Milliseconds },
        new("cache_tiers.l1.max_size_mb", "Caching:Memory:LimitMegabytes"),
        new("cache_tiers.l1.max_entries", "Caching:Memory:MaxEntries"),
        new("cache_tiers.l1.ttl", "Caching:Memory:LifetimeSeconds") { Translate = Seconds },
        new("cache_tiers.l1.eviction_policy", "Caching:Memory:Eviction"),
        new("cache_tiers.l2.ttl", "Keyed:DefaultTtlSeconds"),
        new("strategies.default", "Keyed:DefaultStrategy") { Translate = Strategy },
        new("strategies.write_back.batch_size", "Keyed:WriteBehind:BatchSize"),
        new("strategies.write_back.flush_interval", "Keyed:WriteBehind:FlushIntervalSeconds") { Translate = Seconds },
        new("cache_policies.*.ttl", "Keyed:Policies:*:TtlSeconds"),
        new("cache_policies.*.strategy", "Keyed:Policies:*:Strategy") { Translate = Strategy },
        new("cache_policies.*.compression", "Keyed:Policies:*:Compress"),
        new("invalidation.methods", "Keyed:InvalidationMethods") { IsList = true },
        new("invalidation.events.*", "Keyed:Events:*") { IsList = true },
        new("invalidation.dependency_rules.*", "Keyed:DependencyRules:*") { IsList = true },
        new("compression.enabled", "Caching:Defaults:EnableCompression"),
        new("compression.algorithm", "Caching:Defaults:CompressionAlgorithm"),
        new("compression.threshold", "Caching:Defaults:CompressionThresholdBytes"),
        new(CompressionLevel, null, "6, the level there is."),
        new("monitoring.enabled", "Caching:Metrics:Enabled"),
        new("monitoring.interval", "Caching:Metrics:PublishIntervalSeconds") { Translate = Seconds },
        new("monitoring.detailed", "Caching:Metrics:EnableDetailedMetrics"),
        new(PrometheusEnabled, null, "false: no port of its own for metrics, whatever `monitoring.port` says."),
        new("monitoring.port", "Operations:Port"),
        new("monitoring.alerts.hit_rate", "Telemetry:Alerts:HitRateBelow"),
        new("monitoring.alerts.latency_ms", "Telemetry:Alerts:LatencyAboveMilliseconds"),
        new("key_patterns.*", "Keyed:KeyPatterns:*"),
        new("ttl_presets.*", "Keyed:TtlPresets:*"),
        new("serialization", "Caching:Defaults:Serialization"),
    ];

    private static string Strategy(string text) => EnvironmentName.StrategyOf(text) ?? text;

    private static string Seconds(string text) => Lifetimes.BuiltIn.TryGetValue(text, out var seconds) || Lifetimes.TryReadSpan(text, out seconds) ? Text.Of(seconds) : text;

    private static string Milliseconds(string text) => Lifetimes.TryReadSpan(text, out var seconds) && seconds is > 0 and < 1_000_000 ? Text.Of(seconds * 1000) : text;
}
