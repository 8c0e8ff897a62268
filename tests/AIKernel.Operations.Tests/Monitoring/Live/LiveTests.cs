using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Monitoring.Live;

/// <summary>Dashboards and alerts in front of a real Prometheus that watches a real catalog at work.</summary>
[Collection(MonitoredCatalog.Collection)]
public sealed class LiveTests(MonitoredCatalog catalog)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120), Pause = TimeSpan.FromMilliseconds(250);

    public static TheoryData<string, string> Panels
    {
        get
        {
            var panels = new TheoryData<string, string>();
            foreach (var name in Dashboard.Names)
                foreach (var panel in Dashboard.Of(name).Panels) panels.Add(name, panel.Title);
            return panels;
        }
    }

    [Theory]
    [MemberData(nameof(Panels))]
    public async Task Every_query_of_a_panel_has_data(string dashboard, string title)
    {
        var panel = Dashboard.Of(dashboard).Panels.Single(panel => panel.Title == title);
        foreach (var expression in panel.Expressions)
            foreach (var namespaces in new[] { ".*", "test" })
                await HoldsAsync(async () => (await catalog.Prometheus.RangeAsync(PromQl.Fill(expression, namespaces, "10s"))).Any(static series => PrometheusAnswers.Numbers(series).Any()), $"'{title}' has data for {expression}");
    }

    [Theory]
    [InlineData("count(up{namespace=\"test\"} == 1) == 5")]
    [InlineData("sum(aikernel_cache_certified) == 2")]
    [InlineData("sum(aikernel_cache_hits_total{tier=\"memory\"}) > 10 and sum(aikernel_cache_hits_total{tier=\"redis\"}) > 10")]
    [InlineData("sum(aikernel_cache_evictions_total) > 10")]
    [InlineData("redis_evicted_keys_total > 10")]
    [InlineData("sum(aikernel_ratelimit_requests_total{limit=\"bulk\",outcome=\"refused\"}) > 0")]
    [InlineData("count(redis_master_link_up == 1) == 1")]
    [InlineData("count(aikernel_cache_circuit_state == 0) == 2")]
    public async Task What_the_traffic_must_bring_about_is_seen(string expression) => await HoldsAsync(async () => (await catalog.Prometheus.QueryAsync(expression)).Count > 0, expression);

    [Fact]
    public async Task Every_metric_that_an_alert_or_a_panel_names_is_on_a_page()
    {
        var named = AlertFile.All.SelectMany(static file => file.Alerts).Select(static alert => alert.Expression)
            .Concat(Dashboard.Names.SelectMany(static name => Dashboard.Of(name).Panels).SelectMany(static panel => panel.Expressions))
            .SelectMany(PromQl.Metrics).ToHashSet(StringComparer.Ordinal);
        Assert.True(named.Count > 30);
        IReadOnlyList<string> missing = [];
        await HoldsAsync(async () => (missing = [.. named.Except(await catalog.Prometheus.MetricNamesAsync())]).Count == 0, "all are there", () => string.Join(", ", missing));
    }

    [Fact]
    public async Task Every_alert_is_evaluated_without_a_fault()
    {
        foreach (var alert in AlertFile.All.SelectMany(static file => file.Alerts)) await catalog.Prometheus.QueryAsync(alert.Expression);
        IReadOnlyList<JsonNode> rules = [];
        await HoldsAsync(async () => (rules = [.. (await catalog.Prometheus.GetAsync("rules")).Items("groups").SelectMany(static group => group.Items("rules"))])
            is { Count: > 0 } && rules.All(static rule => rule.Text("health") != "unknown"), "all were evaluated");
        Assert.Equal(AlertFile.All.Sum(static file => file.Alerts.Count), rules.Count);
        Assert.All(rules, static rule => Assert.Equal(("ok", null), (rule.Text("health"), rule.Text("lastError"))));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/metrics/cache")]
    public async Task Both_pages_please_promtool_with_all_features_on(string path)
    {
        using var http = new HttpClient();
        var page = "";
        await HoldsAsync(async () => (page = await http.GetStringAsync(new Uri($"http://{catalog.Nodes[0].OperatorAddress}{path}"))).Contains("outcome=\"refused\"", StringComparison.Ordinal), "a limit has refused something");
        var outcome = await Shell.RunAsync(new ProcessStartInfo(Shell.Find("promtool"), ["check", "metrics"]), Encoding.UTF8.GetBytes(page));
        Assert.Equal((0, "", ""), (outcome.ExitCode, outcome.Output, outcome.Errors));
        Assert.Contains("aikernel_cache_hits_total", page, StringComparison.Ordinal);
    }

    private async Task HoldsAsync(Func<Task<bool>> condition, string what, Func<string>? detail = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (catalog.Traffic.Fault is { } fault) throw new InvalidOperationException("The traffic ended.", fault);
            if (TimeProvider.System.GetElapsedTime(started) > Patience) Assert.Fail($"In {Patience.TotalSeconds} s it did not come about that {what}. {detail?.Invoke()}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
