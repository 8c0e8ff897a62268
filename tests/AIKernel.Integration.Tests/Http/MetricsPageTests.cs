using System.Diagnostics.Metrics;
using System.Text;
using AIKernel.Catalog.Api.Metrics;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIKernel.Integration.Tests.Http;

/// <summary>The exporter, over instruments of the test's own.</summary>
public sealed class MetricsPageTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Meter _meter;
    private readonly MetricsCollector _collector;

    public MetricsPageTests()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _collector = new MetricsCollector(factory, NullLogger<MetricsCollector>.Instance);
        _meter = factory.Create("AIKernel.Caching.Tests");
    }

    public void Dispose()
    {
        _collector.Dispose();
        _services.Dispose();
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("quote \" backslash \\ newline \n end")]
    [InlineData("\\n is not a newline, \\\" is not a quote")]
    [InlineData("braces {a=\"b\"} and, commas 1 2")]
    [InlineData("ünïcode 💡 \u2028 tab\t")]
    public async Task Hostile_labels_come_back_as_they_were(string value)
    {
        _meter.CreateCounter<long>("aikernel.test.calls", description: "Calls \\ with\nnewline").Add(3, new KeyValuePair<string, object?>("operation", value));
        var text = Render();
        Assert.Equal(3, PrometheusPage.Parse(text).Find("aikernel_test_calls_total", ("operation", value)).Value);
        Assert.Equal((0, ""), await PrometheusPage.CheckAsync(text));
    }

    [Fact]
    public async Task Names_units_and_types_are_those_of_prometheus()
    {
        _meter.CreateCounter<long>("aikernel.cache.hits", null, "d").Add(1);
        _meter.CreateCounter<int>("aikernel_cache_misses_total", "{request}", "d").Add(2);
        _meter.CreateCounter<long>("written", "By", "d").Add(3);
        _meter.CreateCounter<double>("pauseTime", "ms", "d").Add(1500);
        _meter.CreateUpDownCounter<long>("thread.count", "{thread}", "d").Add(-4);
        _meter.CreateGauge<double>("used", "%", "d").Record(25);
        _meter.CreateObservableGauge("lag_seconds", static () => 0.5, "s", "d");
        _meter.CreateObservableCounter("evictions", static () => new Measurement<byte>(7), null, "");
        var text = Render();
        var page = PrometheusPage.Parse(text);
        Assert.Equal(
            [("aikernel_cache_hits_total", 1.0), ("aikernel_cache_misses_total", 2), ("evictions_total", 7), ("lag_seconds", 0.5), ("pause_time_seconds_total", 1.5), ("thread_current", -4), ("used_ratio", 0.25), ("written_bytes_total", 3)],
            page.Samples.Select(static sample => (sample.Name, sample.Value)));
        Assert.Equal("counter", page.Types["aikernel_cache_hits_total"]);
        Assert.Equal("gauge", page.Types["thread_current"]);
        Assert.Equal((0, ""), await PrometheusPage.CheckAsync(text));
    }

    [Fact]
    public async Task Histograms_are_cumulative_and_keep_to_the_authors_bounds()
    {
        var latency = _meter.CreateHistogram("latency", "ms", "d", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [10, 100, 1000] });
        foreach (var value in new[] { 1, 10, 10.5, 5000, double.NaN }) latency.Record(value, new KeyValuePair<string, object?>("operation", "get"));
        _meter.CreateHistogram<long>("size", "By", "d").Record(60);
        var text = Render();
        var page = PrometheusPage.Parse(text);
        foreach (var (bound, count) in new[] { ("0.01", 2), ("0.1", 3), ("1", 3), ("+Inf", 4) })
            Assert.Equal(count, page.Find("latency_seconds_bucket", ("le", bound), ("operation", "get")).Value);
        Assert.Equal(4, page.Find("latency_seconds_count").Value);
        Assert.Equal(5.0215, page.Find("latency_seconds_sum").Value, 9);
        Assert.Equal(1, page.Find("size_bytes_bucket", ("le", "75")).Value);
        Assert.Equal(0, page.Find("size_bytes_bucket", ("le", "50")).Value);
        Assert.Equal((0, ""), await PrometheusPage.CheckAsync(text));
    }

    [Fact]
    public async Task A_family_appears_once_whoever_feeds_it()
    {
        _meter.CreateCounter<long>("alpha.beta", null, "d").Add(1);
        _meter.CreateCounter<double>("alpha_beta", null, "other").Add(2);
        _meter.CreateGauge<long>("clash", null, "d").Record(9);
        _meter.CreateHistogram<long>("clash", null, "of another type").Record(9);
        _meter.CreateObservableCounter("seen", static () => 5L, null, "d");
        _meter.CreateObservableCounter("seen", static () => 6L, null, "d");
        Render();
        var text = Render();
        var page = PrometheusPage.Parse(text);
        Assert.Equal(3, page.Find("alpha_beta_total").Value);
        Assert.Equal(11, page.Find("seen_total").Value);
        Assert.Equal(9, page.Find("clash").Value);
        Assert.Equal((0, ""), await PrometheusPage.CheckAsync(text));
    }

    [Fact]
    public async Task Labels_that_become_the_same_are_joined_and_reserved_ones_renamed()
    {
        _meter.CreateCounter<long>("odd", null, "d").Add(1, new("a.b", 1), new("a_b", "x"), new("le", true), new("9", null), new("__name__", "n"), new("camelCase", 1.5));
        var text = Render();
        var labels = PrometheusPage.Parse(text).Find("odd_total").Labels;
        Assert.Equal(
            new Dictionary<string, string> { ["a_b"] = "1;x", ["exported_le"] = "True", ["_9"] = "", ["_name__"] = "n", ["camel_case"] = "1.5" }, labels);
        Assert.Equal((0, ""), await PrometheusPage.CheckAsync(text));
    }

    [Fact]
    public void What_an_observed_instrument_no_longer_reports_disappears_and_what_fails_costs_nobody_else()
    {
        var seen = new List<Measurement<long>> { new(1, new KeyValuePair<string, object?>("k", "a")), new(2, new KeyValuePair<string, object?>("k", "b")) };
        _meter.CreateObservableGauge("observed", () => seen, null, "d");
        _meter.CreateObservableGauge("broken", new Func<long>(static () => throw new InvalidOperationException("no value")), null, "d");
        Assert.Equal(2, PrometheusPage.Parse(Render()).Samples.Count);
        seen.RemoveAt(0);
        Assert.Equal("b", Assert.Single(PrometheusPage.Parse(Render()).Samples).Labels["k"]);
        seen.Clear();
        Assert.Equal("", Render());
    }

    [Fact]
    public async Task A_label_with_endless_values_cannot_eat_the_memory()
    {
        var counter = _meter.CreateCounter<long>("endless", null, "d");
        for (var number = 0; number < 3 * Family.MaxSeries; number++) counter.Add(1, new KeyValuePair<string, object?>("id", number));
        var text = Render();
        var page = PrometheusPage.Parse(text);
        Assert.Equal(Family.MaxSeries + 1, page.Samples.Count);
        Assert.Equal(2 * Family.MaxSeries, page.Find("endless_total", ("overflow", "true")).Value);
        Assert.Equal((0, ""), await PrometheusPage.CheckAsync(text));
    }

    [Fact]
    public void Counting_is_exact_under_many_threads_and_allocates_nothing()
    {
        var counter = _meter.CreateCounter<long>("exact", null, "d");
        var histogram = _meter.CreateHistogram<double>("spread", "s", "d");
        Parallel.For(0, 16, worker =>
        {
            for (var call = 0; call < 10_000; call++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("operation", "get"), new("tier", worker % 2 == 0 ? "memory" : "redis"));
                histogram.Record(0.5, new KeyValuePair<string, object?>("operation", "get"));
            }
        });
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1_000; call++) counter.Add(1, new KeyValuePair<string, object?>("operation", "get"), new("tier", "memory"));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        var page = PrometheusPage.Parse(Render());
        Assert.Equal(81_000, page.Find("exact_total", ("tier", "memory")).Value);
        Assert.Equal(80_000, page.Find("exact_total", ("tier", "redis")).Value);
        Assert.Equal((160_000.0, 80_000.0), (page.Find("spread_seconds_count").Value, page.Find("spread_seconds_sum").Value));
    }

    [Fact]
    public void Meters_of_another_host_in_the_process_are_not_ours()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        other.GetRequiredService<IMeterFactory>().Create("AIKernel.Caching.Tests").CreateCounter<long>("theirs", null, "d").Add(1);
        using var unknown = new Meter("Somebody.Else");
        unknown.CreateCounter<long>("unlisted", null, "d").Add(1);
        Assert.Equal("", Render());
    }

    [Fact]
    public async Task Promtool_is_not_content_with_everything()
    {
        var (exitCode, _) = await PrometheusPage.CheckAsync("# HELP a_total d\n# TYPE a_total gauge\na_total 1\n");
        Assert.NotEqual(0, exitCode);
    }

    private string Render()
    {
        var text = new StringBuilder();
        _collector.Collect([MetricPages.Cache], (family, collection) => PrometheusText.Write(text, family, collection, MetricVocabulary.Default));
        return text.ToString();
    }
}

[Collection(HttpCollection.Name)]
public sealed class MetricsRouteTests(HttpFixture fixture)
{
    [Fact]
    public async Task Both_pages_please_promtool_and_tell_of_the_requests()
    {
        var created = await fixture.Api.CreateAsync();
        await fixture.Api.GetAsync(Samples.PathOf(created));
        foreach (var path in new[] { "/metrics", "/metrics/cache" })
        {
            var page = await fixture.Api.GetAsync(path);
            Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (page.Status, page.Header("Content-Type")));
            Assert.Equal((0, ""), await PrometheusPage.CheckAsync(page.Text));
            PrometheusPage.Parse(page.Text);
        }
        var all = PrometheusPage.Parse((await fixture.Api.GetAsync("/metrics")).Text);
        Assert.True(all.Find("http_server_request_duration_seconds_count", ("http_route", "/api/v1/resources/{id:uuid}"), ("http_request_method", "GET"), ("http_response_status_code", "200")).Value > 0);
        Assert.Contains(all.Samples, static sample => sample.Name.StartsWith("kestrel_", StringComparison.Ordinal));
        Assert.Contains(all.Samples, static sample => sample.Name.StartsWith("dotnet_gc_", StringComparison.Ordinal));
        Assert.Contains(all.Samples, static sample => sample.Name.StartsWith("db_client_", StringComparison.Ordinal));
        var cache = PrometheusPage.Parse((await fixture.Api.GetAsync("/metrics/cache")).Text);
        Assert.All(cache.Types.Keys, static name => Assert.StartsWith("aikernel_", name, StringComparison.Ordinal));
        Assert.All(cache.Types, family => Assert.Equal(family.Value, all.Types[family.Key]));
    }
}
