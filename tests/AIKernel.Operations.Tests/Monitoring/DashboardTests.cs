using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Monitoring;

public sealed class DashboardTests
{
    public static TheoryData<string> Names => [.. Dashboard.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_dashboard_keeps_the_rules(string name) => Assert.Empty(DashboardRule.Faults(Dashboard.Of(name)));

    [Fact]
    public void The_dashboard_of_Redis_has_its_ten_panels() => Assert.Equal(
        [
            ("Hit rate", "gauge", "percentunit"), ("Hits and misses", "timeseries", "reqps"), ("Errors", "timeseries", "cps"), ("Written to Redis", "timeseries", "Bps"),
            ("Latency by operation", "timeseries", "s"), ("Top 10 operations by hits", "bargauge", "reqps"), ("Redis memory", "timeseries", "bytes"),
            ("Clients", "timeseries", "short"), ("Commands", "timeseries", "ops"), ("Evictions", "timeseries", "ops"),
        ],
        Dashboard.Of("redis-cache-dashboard").Panels.Select(static panel => (panel.Title, panel.Content.Text("type")!, panel.Content.Text("fieldConfig", "defaults", "unit")!)));

    [Fact]
    public void Dashboards_have_different_ids()
    {
        Assert.Equal(Dashboard.Names.Length, Dashboard.Names.Select(static name => Dashboard.Of(name).Content.Text("uid")).Distinct().Count());
        Assert.Equal(Dashboard.Names.Select(static name => $"{name}.json").Order(), Directory.GetFiles(Dashboard.Folder, "*.json").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Grafana_is_given_these_very_dashboards()
    {
        var maps = Overlay.Of("prod").Objects.Of("ConfigMap").Where(static map => map.Text("metadata", "labels", "grafana_dashboard") == "1").SelectMany(static map => map.Map("data")).ToDictionary();
        Assert.Equal(Dashboard.Names.Length, maps.Count);
        Assert.All(Dashboard.Names, name => Assert.Equal(File.ReadAllText(Path.Combine(Dashboard.Folder, $"{name}.json")), maps[$"{name}.json"]));
    }

    [Theory]
    [InlineData("overlap", "\"x\": 0, \"y\": 9, \"w\": 12, \"h\": 8", "gridPos")]
    [InlineData("outside of the grid", "\"x\": 16, \"y\": 90, \"w\": 12, \"h\": 8", "gridPos")]
    [InlineData("has no unit", "\"defaults\": {}", "fieldConfig")]
    [InlineData("data source of its own", "\"type\": \"prometheus\", \"uid\": \"mine\"", "datasource")]
    public void A_panel_that_breaks_a_rule_is_a_fault(string expected, string members, string part)
    {
        var broken = Dashboard.Of("redis-cache-dashboard").Copy();
        broken.Panels.ElementAt(3).Content[part] = JsonNode.Parse($"{{{members}}}");
        Assert.NotEmpty(DashboardRule.Faults(broken));
        Assert.All(DashboardRule.Faults(broken), fault => Assert.Contains(expected, fault, StringComparison.Ordinal));
    }

    [Fact]
    public void An_id_taken_twice_is_a_fault()
    {
        var broken = Dashboard.Of("redis-cache-dashboard").Copy();
        broken.Panels.Last().Content["id"] = 1L;
        Assert.Equal("id 1 is missing or taken twice", Assert.Single(DashboardRule.Faults(broken)));
    }

    [Fact]
    public void A_query_over_all_namespaces_is_a_fault()
    {
        var broken = Dashboard.Of("redis-cache-dashboard").Copy();
        broken.Panels.Last().Content.Items("targets").First()["expr"] = "rate(redis_evicted_keys_total{job=\"redis\"}[5m])";
        Assert.Equal("'Evictions' does not keep to the namespace", Assert.Single(DashboardRule.Faults(broken)));
    }
}
