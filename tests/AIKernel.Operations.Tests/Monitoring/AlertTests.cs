using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Monitoring;

public sealed class AlertTests
{
    public static TheoryData<string> Files => [.. AlertFile.All.Select(static file => file.Name)];

    [Fact]
    public void The_nine_alerts_of_Redis_are_one_group_and_wait_as_long_as_specified() => Assert.Equal(
        [
            ("RedisDown", "1m", "critical"), ("RedisHighMemoryUsage", "5m", "warning"), ("RedisHighLatency", "5m", "warning"),
            ("RedisTooManyConnections", "5m", "warning"), ("RedisRejectedConnections", null, "critical"), ("RedisMasterLinkDown", "2m", "critical"),
            ("RedisKeyEvictionRate", "5m", "warning"), ("RedisReplicationLag", "2m", "warning"), ("RedisCacheHitRateLow", null, "warning"),
        ],
        Assert.Single(AlertFile.Redis.Content.Items("groups")).Items("rules").Select(static rule => new Alert(rule)).Select(static alert => (alert.Name, alert.For, alert.Severity)));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_alert_says_what_is_wrong_and_where_to_read_on(string file) => Assert.All(new AlertFile(file).Alerts, static alert =>
    {
        Assert.False(string.IsNullOrWhiteSpace(alert.Summary));
        Assert.False(string.IsNullOrWhiteSpace(alert.Description));
        Assert.Contains(alert.Severity, new[] { "critical", "warning" });
        var parts = alert.Runbook!.Split('#');
        Assert.Equal(alert.Name.ToLowerInvariant(), parts[1]);
        Assert.Equal("infrastructure/k8s/README.md", parts[0]);
        Assert.Contains(parts[1], Markdown.Anchors(File.ReadAllText(Checkout.PathOf(parts[0]))));
    });

    [Fact]
    public void Alerts_have_names_of_their_own()
    {
        var names = AlertFile.All.SelectMany(static file => file.Alerts).Select(static alert => alert.Name).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_objects_of_Prometheus_Operator_hold_these_very_alerts()
    {
        foreach (var overlay in new[] { "prod", "cluster" })
        {
            AssertSame(AlertFile.Redis, "redis");
            AssertSame(AlertFile.Application, "catalog");

            void AssertSame(AlertFile file, string name) => Assert.True(
                JsonNode.DeepEquals(file.Content["groups"], Overlay.Of(overlay).Objects.Get("PrometheusRule", name).At("spec", "groups")), $"{name} of {overlay} differs.");
        }
    }

    [Fact]
    public void The_script_that_writes_those_objects_writes_what_is_there()
    {
        var folder = Directory.CreateTempSubdirectory("aikernel-rules-").FullName;
        try
        {
            Shell.Run("sh", Path.Combine(Checkout.Manifests, "monitoring", "update-rules.sh"), folder).Required("update-rules.sh");
            var written = Directory.GetFiles(folder);
            Assert.Equal(2, written.Length);
            Assert.All(written, static file => Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(Checkout.Manifests, "monitoring", Path.GetFileName(file)))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
