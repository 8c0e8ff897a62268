using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Metrics;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

/// <summary>What the pages call the metrics: the setting <c>Metrics:Prefix</c>.</summary>
public sealed class MetricVocabularyTests
{
    [Theory]
    [InlineData("aikernel_", "aikernel_cache_hits_total", "aikernel_cache_hits_total")]
    [InlineData("aikernel_", "aikernel_cache_memory_bytes", "aikernel_cache_memory_bytes")]
    [InlineData("mine_", "aikernel_cache_operation_duration_seconds", "mine_cache_operation_duration_seconds")]
    [InlineData("", "aikernel_cache_hits_total", "cache_hits_total")]
    [InlineData("", "aikernel_cache_operation_duration_seconds", "cache_latency_seconds")]
    [InlineData("", "aikernel_cache_memory_bytes", "cache_size_bytes")]
    [InlineData("", "aikernel_ratelimit_local", "ratelimit_local")]
    [InlineData("", "http_server_active_requests", "http_server_active_requests")]
    public void A_family_has_the_name_that_goes_with_the_prefix(string prefix, string family, string expected) => Assert.Equal(expected, new MetricVocabulary(prefix).Family(family));

    [Theory]
    [InlineData("")]
    [InlineData("a_")]
    [InlineData("acme_catalog_")]
    public void A_prefix_that_makes_names_is_taken(string prefix) => Assert.True(new SettingsValidator<MetricsConfiguration>().Validate(null, new() { Prefix = prefix }).Succeeded);

    [Theory]
    [InlineData("acme")]
    [InlineData("_")]
    [InlineData("1_")]
    [InlineData("Acme_")]
    [InlineData("a b_")]
    [InlineData("a234567890123456789012345678901234567890_")]
    public void A_prefix_that_makes_none_is_a_fault(string prefix) => Assert.Equal(
        ["Metrics:Prefix must be empty, or up to 32 of a-z, 0-9 and '_' that begin with a letter and end in '_'."],
        new SettingsValidator<MetricsConfiguration>().Validate(null, new() { Prefix = prefix }).Failures);

    [Fact]
    public async Task Without_a_prefix_the_pages_have_the_short_names()
    {
        await using var host = await new CatalogHost(await HttpFixture.CreateDatabaseAsync(), new() { ["Metrics:Prefix"] = "" }).ReadyAsync();
        var created = await host.Api.CreateAsync();
        for (var read = 0; read < 3; read++) await host.Api.GetAsync($"{Samples.PathOf(created)}/versions");
        foreach (var path in new[] { "/metrics", "/metrics/cache" })
        {
            var text = (await host.Api.GetAsync(path)).Text;
            Assert.Equal((0, ""), await PrometheusPage.CheckAsync(text));
            var page = PrometheusPage.Parse(text);
            Assert.DoesNotContain(page.Types.Keys, static name => name.StartsWith("aikernel_", StringComparison.Ordinal));
            Assert.Equal(("counter", "counter", "histogram", "gauge"), (page.Types["cache_hits_total"], page.Types["cache_misses_total"], page.Types["cache_latency_seconds"], page.Types["cache_size_bytes"]));
            Assert.True(page.Samples.Where(static sample => sample.Name == "cache_hits_total" && sample.Labels["cache_type"] == "memory").Sum(static sample => sample.Value) > 0);
            Assert.All(page.Samples.Where(static sample => sample.Name == "cache_hits_total"), static sample => Assert.Equal(["cache_type", "operation"], sample.Labels.Keys.Order()));
            Assert.All(page.Samples.Where(static sample => sample.Name == "cache_misses_total"), static sample => Assert.Equal("all", sample.Labels["cache_type"]));
            Assert.Contains(page.Samples, static sample => sample.Name == "cache_latency_seconds_count" && sample.Labels.ContainsKey("operation"));
            Assert.True(page.Find("cache_size_bytes").Value > 0);
        }
    }

    [Fact]
    public async Task A_prefix_of_ones_own_stands_before_all_that_is_ours()
    {
        await using var host = await new CatalogHost(await HttpFixture.CreateDatabaseAsync(), new() { ["Metrics:Prefix"] = "acme_" }).ReadyAsync();
        var page = PrometheusPage.Parse((await host.Api.GetAsync("/metrics/cache")).Text);
        Assert.All(page.Types.Keys, static name => Assert.StartsWith("acme_", name, StringComparison.Ordinal));
        Assert.Contains("acme_cache_certified", page.Types.Keys);
    }
}
