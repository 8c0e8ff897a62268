using System.Text.Json;
using AIKernel.Catalog.Api.Caching;
using Microsoft.Extensions.Configuration;

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
        Assert.Empty(DistributedCachingExtensions.FindFaults(configuration));
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
            ("Journal:MaxStalenessMilliseconds", "5"), ("Journal:TableCapacity", "1"), ("SharedTier:DeadlineMilliseconds", "0"), ("SharedTier:CircuitThreshold", "1"));

        Assert.Equal(14, faults.Count); // and the poll interval, which no longer fits the staleness
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

    private static IReadOnlyList<string> FaultsOf(params (string Path, string Value)[] settings) =>
        DistributedCachingExtensions.FindFaults(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Caching:{setting.Path}", (string?)setting.Value))).Build());

    private static IEnumerable<string> Paths(JsonElement element, string prefix) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(member => Paths(member.Value, $"{prefix}:{member.Name}"))
        : [prefix];

    private static IEnumerable<string> Settings(Type type, string prefix) => type.GetProperties()
        .Where(static property => property.CanWrite)
        .SelectMany(property => property.PropertyType.Namespace!.StartsWith("AIKernel", StringComparison.Ordinal)
            ? Settings(property.PropertyType, $"{prefix}:{property.Name}")
            : [$"{prefix}:{property.Name}"]);
}
