using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>Lifetimes in seconds, as spans, or by the name of a preset.</summary>
public sealed class LifetimeTests
{
    [Theory]
    [InlineData("45", 45)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d", 86_400)]
    [InlineData("1D2H3M4S", 93_784)]
    [InlineData("temporary", 300)]
    [InlineData("short", 1800)]
    [InlineData("medium", 3600)]
    [InlineData("LONG", 86_400)]
    [InlineData("permanent", 604_800)]
    [InlineData("coffee", 900)]
    public void Each_form_becomes_seconds(string text, int seconds)
    {
        var configuration = Faults.Configuration(
            ("Caching:Defaults:SearchResultsTtlSeconds", text), ("Caching:Journal:RetentionSeconds", "604800"), ("Keyed:TtlPresets:coffee", "15m"));
        using var services = new ServiceCollection().AddDistributedCaching(configuration).BuildServiceProvider();
        Assert.Equal(seconds, services.GetRequiredService<CacheDefaultsConfiguration>().SearchResultsTtlSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m5")]
    [InlineData("5 m")]
    [InlineData("1m1h")]
    [InlineData("1.5h")]
    [InlineData("99999999999")]
    [InlineData("999999999d")]
    [InlineData("soon")]
    public void Anything_else_is_told_with_what_is_expected(string text) =>
        Assert.Equal(
            $"Caching:Defaults:SearchResultsTtlSeconds is '{text}'; expected seconds, a span such as 5m or 1h30m, or one of temporary, short, medium, long or permanent.",
            Assert.Single(Faults.Of<CachingConfiguration>(("Caching:Defaults:SearchResultsTtlSeconds", text))));

    [Fact]
    public void What_lives_too_long_or_not_at_all_is_told_in_seconds()
    {
        Assert.Contains("Caching:Defaults:SearchResultsTtlSeconds is 0; expected 1 to 2592000.", Faults.Of<CachingConfiguration>(("Caching:Defaults:SearchResultsTtlSeconds", "0s")));
        Assert.Contains("Caching:Defaults:SearchResultsTtlSeconds is 5184000; expected 1 to 2592000.", Faults.Of<CachingConfiguration>(("Caching:Defaults:SearchResultsTtlSeconds", "60d")));
        Assert.Equal("Caching:Journal:RetentionSeconds is 7200; it must not be below the longest lifetime, 604800.", Assert.Single(Faults.Of<CachingConfiguration>(("Caching:Defaults:SearchResultsTtlSeconds", "permanent"))));
    }

    [Fact]
    public void Every_lifetime_of_the_catalogs_answers_takes_them() =>
        Assert.Equal(8, SettingShapes.SettingsOf(typeof(CacheDefaultsConfiguration)).Count(Lifetimes.IsLifetime));
}
