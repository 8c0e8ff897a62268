using AIKernel.Caching.Redis;
using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Configuration.Sources;
using Microsoft.Extensions.Configuration;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>config.yaml: what each of its names sets, and what is said of a file that is not one.</summary>
public sealed class ConfigFileTests : IDisposable
{
    private const string Whole = """
        # Every name there is.
        agent: {name: my-agent, version: "2.1", port: 8016, host: 0.0.0.0}
        redis:
          host: cache.test
          port: 6380
          db: 2
          password: "hush, or not: =1"
          cluster: false
          ssl: true
          socket_timeout: 7
          socket_connect_timeout: 8
        cache_tiers:
          l1: {max_size_mb: 64, max_entries: 500, ttl: 1m, eviction_policy: lru}
          l2: {ttl: medium}
        strategies:
          default: write_through
          write_back: {batch_size: 50, flush_interval: 2}
        cache_policies:
          personalized_content: {ttl: 3600, strategy: write_through, compression: true}
          model_inference: {ttl: long, strategy: write_back}
        invalidation:
          methods: [write, ttl]
          events:
            user_profile_update: [user_profile, personalized_content]
          dependency_rules:
            user_profile:
              - personalized_content
              - recommendations
        compression: {enabled: true, algorithm: brotli, threshold: 2048, level: 6}
        monitoring:
          enabled: true
          interval: 30
          detailed: false
          prometheus_enabled: true
          port: 9090
          alerts: {hit_rate: 0.5, latency_ms: 20}
        key_patterns:
          user_profile: "user:{user_id}:profile"
        ttl_presets:
          coffee: 15m
        serialization: msgpack
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("aikernel-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_name_there_is_sets_its_setting()
    {
        var configuration = With(Whole);
        Assert.Empty(Faults.OfAll(configuration));
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["Caching:Defaults:CompressionAlgorithm"] = "brotli", ["Caching:Defaults:CompressionThresholdBytes"] = "2048", ["Caching:Defaults:EnableCompression"] = "true", ["Caching:Defaults:Serialization"] = "msgpack",
                ["Caching:Memory:Eviction"] = "lru", ["Caching:Memory:LifetimeSeconds"] = "60", ["Caching:Memory:LimitMegabytes"] = "64", ["Caching:Memory:MaxEntries"] = "500",
                ["Caching:Metrics:EnableDetailedMetrics"] = "false", ["Caching:Metrics:Enabled"] = "true", ["Caching:Metrics:PublishIntervalSeconds"] = "30",
                ["Caching:Redis:Cluster"] = "false", ["Caching:Redis:ConnectionString"] = "cache.test:6380,defaultDatabase=2", ["Caching:Redis:ConnectTimeout"] = "8000", ["Caching:Redis:Password"] = "hush, or not: =1",
                ["Caching:Redis:SentinelConfiguration"] = "", ["Caching:Redis:SyncTimeout"] = "7000", ["Caching:Redis:UseSsl"] = "true",
                ["Keyed:DefaultStrategy"] = "write-through", ["Keyed:DefaultTtlSeconds"] = "medium", ["Keyed:DependencyRules:user_profile:0"] = "personalized_content", ["Keyed:DependencyRules:user_profile:1"] = "recommendations",
                ["Keyed:Events:user_profile_update:0"] = "user_profile", ["Keyed:Events:user_profile_update:1"] = "personalized_content", ["Keyed:InvalidationMethods:0"] = "write", ["Keyed:InvalidationMethods:1"] = "ttl",
                ["Keyed:KeyPatterns:user_profile"] = "user:{user_id}:profile", ["Keyed:Policies:model_inference:Strategy"] = "write-behind", ["Keyed:Policies:model_inference:TtlSeconds"] = "long",
                ["Keyed:Policies:personalized_content:Compress"] = "true", ["Keyed:Policies:personalized_content:Strategy"] = "write-through", ["Keyed:Policies:personalized_content:TtlSeconds"] = "3600",
                ["Keyed:TtlPresets:coffee"] = "15m", ["Keyed:WriteBehind:BatchSize"] = "50", ["Keyed:WriteBehind:FlushIntervalSeconds"] = "2",
                ["Operations:Port"] = "9090", ["Telemetry:Alerts:HitRateBelow"] = "0.5", ["Telemetry:Alerts:LatencyAboveMilliseconds"] = "20", ["Telemetry:ServiceName"] = "my-agent", ["Telemetry:ServiceVersion"] = "2.1",
                ["urls"] = "http://0.0.0.0:8016",
            },
            configuration.AsEnumerable().Where(static setting => setting.Value is not null && setting.Key != "ConnectionStrings:Catalog").OrderBy(static setting => setting.Key, StringComparer.Ordinal).ToDictionary());
    }

    [Fact]
    public void No_name_is_left_out_of_the_file_above()
    {
        var (values, fault) = YamlReader.Read(Whole);
        Assert.Null(fault);
        Assert.All(YamlNames.All, name => Assert.Contains(values, value => name.PathOf(value) is not null));
    }

    [Fact]
    public void Every_setting_that_a_name_stands_for_is_there()
    {
        var paths = SettingsSection.All.SelectMany(static section => SettingsDocument.Settings(section).Select(static setting => setting.Path)).ToHashSet(StringComparer.Ordinal);
        Assert.All(YamlNames.All.Where(static name => name.Setting is not null), name => Assert.Contains(name.Setting!.Replace(":*", name.Setting.EndsWith(":*", StringComparison.Ordinal) ? "" : ":{name}", StringComparison.Ordinal), paths));
        Assert.All(EnvironmentNamesSource.Names.SelectMany(static name => name.Paths), path => Assert.Contains(path, paths));
    }

    [Theory]
    [InlineData("agent: {nme: x}", "config.yaml, line 1, column 14: agent.nme is not a setting.")]
    [InlineData("a: 1\nb:\n  c: 2\n", "config.yaml, line 1, column 4: a is not a setting.", "config.yaml, line 3, column 6: b.c is not a setting.")]
    [InlineData("invalidation:\n  methods: write", "config.yaml, line 2, column 12: invalidation.methods is not a setting, but as a list it is.")]
    [InlineData("cache_tiers: {l1: {max_size_mb: [1]}}", "config.yaml, line 1, column 34: cache_tiers.l1.max_size_mb[0] is not a setting.")]
    [InlineData("cache_tiers: {l1: {max_size_mb: big}}", "Caching:Memory:LimitMegabytes is 'big'; expected 1 to 1048576. It is set in: config.yaml, line 1, column 33 (cache_tiers.l1.max_size_mb).")]
    [InlineData("cache_policies: {x: {ttl: soon, strategy: hope}}", "Keyed:Policies:x:Strategy is 'hope'; expected CacheAside, WriteThrough, WriteAround or WriteBehind. It is set in: config.yaml, line 1, column 43 (cache_policies.x.strategy).",
        "Keyed:Policies:x:TtlSeconds is 'soon'; expected seconds, a span such as 5m or 1h30m, or one of temporary, short, medium, long or permanent. It is set in: config.yaml, line 1, column 27 (cache_policies.x.ttl).")]
    [InlineData("redis: {host: a, port: 0}", "config.yaml, line 1, column 24: redis.port is '0'; expected 1 to 65535.")]
    [InlineData("redis: {host: a, db: x}", "config.yaml, line 1, column 22: redis.db is 'x'; expected the number of a database.")]
    [InlineData("redis: {port: 6379}", "config.yaml, line 1, column 15: redis.port is set, but no host is.")]
    [InlineData("agent: {port: 99999}", "config.yaml, line 1, column 15: agent.port is '99999'; expected 1 to 65535.")]
    [InlineData("agent: {host: 'a b'}", "config.yaml, line 1, column 15: agent.host is 'a b'; expected a name or an address to listen on.")]
    [InlineData("compression: {level: 9}", "config.yaml, line 1, column 22: compression.level is '9'; expected 6.")]
    [InlineData("monitoring: {prometheus_enabled: maybe}", "config.yaml, line 1, column 34: monitoring.prometheus_enabled is 'maybe'; expected true or false.")]
    [InlineData("agent: {name: x}\nagent: {name: y}", "config.yaml, line 2, column 1: 'agent' stands here twice.")]
    [InlineData("agent: &a {name: x}", "config.yaml, line 1, column 8: Anchors are not read.")]
    [InlineData("agent: {name: *a}", "config.yaml, line 1, column 15: Anchors are not read.")]
    [InlineData("agent: {name: !!str x}", "config.yaml, line 1, column 15: Tags are not read.")]
    [InlineData("agent: {name: x}\n---\nagent: {port: 1}", "config.yaml, line 2, column 1: A second document; expected one.")]
    [InlineData("- a", "config.yaml, line 1, column 1: Expected names with values.")]
    [InlineData("invalidation: {methods: [[write]]}", "config.yaml, line 1, column 26: Expected a value; lists of anything else are not read.")]
    [InlineData("a: {b: {c: {d: {e: {f: {g: 1}}}}}}", "config.yaml, line 1, column 25: More than 6 levels.")]
    [InlineData("'a:b': 1", "config.yaml, line 1, column 1: A name is not empty and has no colon.")]
    public void What_is_wrong_is_told_with_its_place(string text, params string[] expected) =>
        Assert.Equal(expected, Faults.OfAll(With(text)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("agent: {")]
    [InlineData("a: b: c")]
    [InlineData("%YAML 9.9\n---\na: 1")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("\u0001")]
    public void What_is_no_YAML_is_told_with_its_place(string text) => Assert.StartsWith("config.yaml, line ", Assert.Single(Faults.OfAll(With(text))), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("redis:\n  host:\n  port: ~\nagent:\n")]
    public void Nothing_sets_nothing(string text)
    {
        var configuration = With(text);
        Assert.Empty(Faults.OfAll(configuration));
        Assert.Equal("ConnectionStrings:Catalog", Assert.Single(configuration.AsEnumerable(), static setting => setting.Value is not null).Key);
    }

    [Fact]
    public void A_large_file_and_one_that_is_not_there_are_told()
    {
        Assert.Equal($"config.yaml is larger than {YamlSource.MaxBytes} bytes.", Assert.Single(Faults.OfAll(With(new string('#', YamlSource.MaxBytes + 1)))));
        var configuration = Base();
        configuration.AddConfigFile(Path.Combine(_folder, "none.yaml"), _folder);
        Assert.Equal("none.yaml cannot be read (FileNotFoundException).", Assert.Single(Faults.OfAll(configuration)));
        var without = Base();
        without.AddConfigFile(null, Path.Combine(_folder, "nowhere"));
        Assert.Empty(Faults.OfAll(without));
    }

    [Fact]
    public void The_command_line_names_the_file_before_the_environment_does()
    {
        File.WriteAllText(Path.Combine(_folder, "one.yaml"), "agent: {name: one}");
        File.WriteAllText(Path.Combine(_folder, "two.yaml"), "agent: {name: two}");
        var configuration = Base();
        configuration.AddCommandLine(["--config", Path.Combine(_folder, "one.yaml")]);
        configuration.AddConfigFile(Path.Combine(_folder, "two.yaml"), _folder);
        Assert.Equal("one", configuration["Telemetry:ServiceName"]);
    }

    [Fact]
    public void The_environment_is_above_the_file_and_changes_parts_of_it()
    {
        var configuration = With("redis: {host: file.test, port: 6380, db: 3}\ncache_tiers: {l1: {max_size_mb: 64}}\nttl_presets: {coffee: 15m}");
        configuration.AddEnvironmentNames(static name => name switch { "REDIS_HOST" => "env.test", "CACHE_L1_SIZE_MB" => "65", "CACHE_DEFAULT_TTL" => "coffee", _ => null });
        Assert.Empty(Faults.OfAll(configuration));
        Assert.Equal(("env.test:6380,defaultDatabase=3", "65", "900"), (configuration[RedisNames.ConnectionString], configuration["Caching:Memory:LimitMegabytes"], configuration["Caching:Defaults:ResourceCacheTtlSeconds"]));
        var options = new RedisConfiguration { ConnectionString = configuration[RedisNames.ConnectionString]! }.ToClientOptions();
        Assert.Equal(3, options.DefaultDatabase);
    }

    [Fact]
    public void Addresses_that_are_told_otherwise_stay()
    {
        File.WriteAllText(Path.Combine(_folder, "config.yaml"), "agent: {port: 8016}");
        var configuration = Base();
        configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:9")]);
        configuration.AddConfigFile(null, _folder);
        Assert.Equal("http://127.0.0.1:9", configuration["urls"]);
    }

    [Fact]
    public void Metrics_have_no_port_where_they_are_switched_off() => Assert.Null(With("monitoring: {prometheus_enabled: false, port: 9090}")["Operations:Port"]);

    private ConfigurationManager With(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "config.yaml"), text);
        var configuration = Base();
        configuration.AddConfigFile(null, _folder);
        return configuration;
    }

    private static ConfigurationManager Base()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("ConnectionStrings:Catalog", "Host=nowhere")]);
        return configuration;
    }
}
