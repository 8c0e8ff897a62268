using System.Text.Json;
using AIKernel.Caching;
using AIKernel.Caching.Redis;
using AIKernel.Catalog.Api.Caching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>The section <c>Caching</c>: its file, its defaults, and what is said of wrong values.</summary>
public sealed class CachingSettingsTests
{
    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "appsettings.Caching.json");

    [Fact]
    public void The_shipped_file_binds_and_says_exactly_the_defaults()
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(File).Build();
        var bound = new CachingConfiguration();
        configuration.GetSection(CachingConfiguration.SectionName).Bind(bound, static options => options.ErrorOnUnknownConfiguration = true);

        Assert.Equal(new CachingConfiguration(), bound);
        configuration["ConnectionStrings:Catalog"] = "Host=nowhere";
        Assert.Empty(Faults.OfAll(configuration));
    }

    [Fact]
    public void The_shipped_file_names_every_setting()
    {
        using var file = JsonDocument.Parse(System.IO.File.ReadAllBytes(File));
        var named = Paths(file.RootElement.GetProperty("Caching"), "").Order(StringComparer.Ordinal);
        Assert.Equal(Settings(typeof(CachingConfiguration), "").Order(StringComparer.Ordinal), named);
    }

    [Fact]
    public void Every_wrong_value_is_named_at_once_with_what_would_be_right()
    {
        var faults = FaultsOf(
            ("KeyVersion", "a:b"), ("Redis:InstanceName", ""), ("Redis:ConnectTimeout", "1"), ("Redis:SslHost", "redis"), ("Defaults:ResourceCacheTtlSeconds", "0"),
            ("Defaults:VersionHistoryTtlSeconds", "9000"), ("Metrics:PublishIntervalSeconds", "0"), ("Memory:LimitMegabytes", "0"), ("Memory:MaxValueBytes", "1"),
            ("Journal:MaxStalenessMilliseconds", "5"), ("Journal:TableCapacity", "1"), ("SharedTier:DeadlineMilliseconds", "0"), ("SharedTier:CircuitThreshold", "1"),
            ("SharedTier:CircuitBreakMilliseconds", "1"), ("SharedTier:ProbeIntervalMilliseconds", "0"), ("SharedTier:LeaseMilliseconds", "1"));

        Assert.Equal(17, faults.Count); // and the poll interval, which no longer fits the staleness
        Assert.Contains("Caching:Memory:LimitMegabytes is 0; expected 1 to 1048576.", faults);
        Assert.Contains("Caching:Journal:RetentionSeconds is 7200; it must not be below the longest lifetime, 9000.", faults);
    }

    [Theory]
    [InlineData("Redis:Conection", "x", "Conection")]
    [InlineData("Memory:LimitMegabytes", "plenty", "Caching:Memory:LimitMegabytes")]
    public void An_unknown_name_or_an_unreadable_value_is_named(string path, string value, string expected) =>
        Assert.Contains(expected, Assert.Single(FaultsOf((path, value))), StringComparison.Ordinal);

    [Fact]
    public void A_malformed_connection_string_is_told_without_its_password()
    {
        var fault = Assert.Single(FaultsOf(("Redis:ConnectionString", "localhost,password=hush,nosuchoption=1")));
        Assert.DoesNotContain("hush", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_patience_with_Redis_reaches_the_engine()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Caching:SharedTier:DeadlineMilliseconds"] = "11",
            ["Caching:SharedTier:CircuitThreshold"] = "12",
            ["Caching:SharedTier:CircuitBreakMilliseconds"] = "1300",
            ["Caching:SharedTier:ProbeIntervalMilliseconds"] = "14",
            ["Caching:SharedTier:LeaseMilliseconds"] = "1500",
        }).Build();
        using var services = new ServiceCollection().AddDistributedCaching(configuration).BuildServiceProvider();

        var options = services.GetRequiredService<CacheOptions>();

        Assert.Equal((11, 12, 1300, 14, 1500), (options.SharedTierDeadline.TotalMilliseconds, options.CircuitThreshold, options.CircuitBreak.TotalMilliseconds,
            options.SharedTierProbeInterval.TotalMilliseconds, options.Lease.TotalMilliseconds));
    }

    [Fact]
    public void What_is_said_of_Redis_reaches_the_client()
    {
        var options = new RedisConfiguration
        {
            ConnectionString = "one:1,two:2,password=hush,abortConnect=true",
            ConnectTimeout = 900,
            SyncTimeout = 1200,
            ConnectRetry = 4,
            UseSsl = true,
            SslHost = "redis.test",
        }.ToClientOptions();

        Assert.Equal(["one:1", "two:2"], options.EndPoints.Select(static endpoint => ((System.Net.DnsEndPoint)endpoint).Host + ":" + ((System.Net.DnsEndPoint)endpoint).Port));
        Assert.Equal((900, 1200, 1200, 4, false), (options.ConnectTimeout, options.SyncTimeout, options.AsyncTimeout, options.ConnectRetry, options.AbortOnConnectFail));
        Assert.Equal((true, "redis.test", "hush", 30), (options.Ssl, options.SslHost, options.Password, options.KeepAlive));
    }

    [Fact]
    public void Nothing_said_of_Redis_is_five_seconds_three_attempts_and_a_start_without_it()
    {
        var options = new RedisConfiguration { ConnectionString = "one:1" }.ToClientOptions();
        Assert.Equal((5000, 5000, 3, false), (options.ConnectTimeout, options.SyncTimeout, options.ConnectRetry, options.AbortOnConnectFail));
    }

    [Theory]
    [InlineData("lru-minute", 100, null, 60, false)]
    [InlineData("lru-sliding", 50, 500, 300, true)]
    public void A_preset_of_memory_says_all_its_bounds(string preset, int megabytes, int? entries, int seconds, bool sliding)
    {
        var options = new MemoryConfiguration { Preset = preset, LimitMegabytes = 7, Eviction = "tiny-sieve", MaxValueBytes = 2048 }.Apply(new());

        Assert.Equal((megabytes * 1024L * 1024, entries, AIKernel.Caching.MemoryEviction.Lru), (options.MemoryLimitBytes, options.MemoryMaxEntries, options.MemoryEviction));
        Assert.Equal((TimeSpan.FromSeconds(seconds), sliding, 2048), (options.MemoryLifetime, options.SlidingMemoryLifetime, options.MaxValueBytes));
    }

    [Fact]
    public void Without_a_preset_memory_is_bounded_by_its_own_settings()
    {
        var options = new MemoryConfiguration { LimitMegabytes = 7, MaxEntries = 9, Eviction = "lru", LifetimeSeconds = 11, SlidingLifetime = true }.Apply(new());

        Assert.Equal((7L * 1024 * 1024, 9, AIKernel.Caching.MemoryEviction.Lru), (options.MemoryLimitBytes, options.MemoryMaxEntries, options.MemoryEviction));
        Assert.Equal((TimeSpan.FromSeconds(11), true), (options.MemoryLifetime, options.SlidingMemoryLifetime));
    }

    [Fact]
    public void Words_that_name_nothing_are_told_with_those_that_do() => Assert.Equal(
        [
            "Caching:Memory:Eviction is 'random'; expected tiny-sieve or lru.",
            "Caching:Memory:Preset is 'big'; expected lru-minute, lru-sliding or nothing.",
        ],
        FaultsOf(("Memory:Preset", "big"), ("Memory:Eviction", "random")).Order(StringComparer.Ordinal));

    private static IReadOnlyList<string> FaultsOf(params (string Path, string Value)[] settings) =>
        Faults.Of<CachingConfiguration>([.. settings.Select(static setting => ($"Caching:{setting.Path}", (string?)setting.Value))]);

    private static IEnumerable<string> Paths(JsonElement element, string prefix) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(member => Paths(member.Value, $"{prefix}:{member.Name}"))
        : [prefix];

    private static IEnumerable<string> Settings(Type type, string prefix) => type.GetProperties()
        .Where(static property => property.CanWrite)
        .SelectMany(property => property.PropertyType.Namespace!.StartsWith("AIKernel", StringComparison.Ordinal)
            ? Settings(property.PropertyType, $"{prefix}:{property.Name}")
            : [$"{prefix}:{property.Name}"]);
}
