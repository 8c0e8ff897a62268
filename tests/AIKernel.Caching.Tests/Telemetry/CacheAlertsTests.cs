using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Telemetry;

/// <summary>Intervals of a minute in the terms an operator thinks in: how many reads, how many of them hits, how slow.</summary>
public sealed class CacheAlertsTests : IDisposable
{
    private const int Raised = 1040, Cleared = 1041;

    private readonly TestMeterFactory _meters = new();
    private readonly RecordingLog _log = new();

    [Fact]
    public void A_hit_rate_is_told_once_when_it_falls_and_once_when_it_is_well_again()
    {
        using var reader = new AlertReader(_meters);
        var alerts = Alerts(new());

        foreach (var rate in new[] { 0.9, 0.6, 0.59, 0.2, 0.59, 0.6, 0.64, 0.59, 0.65, 0.64, 0.61 }) Judge(alerts, rate);

        Assert.Equal([Raised, Cleared], _log.Events.Select(static one => one.Id));
        Assert.Equal("Cache alert hit-rate is raised: 0.59, beyond 0.6.", _log.Events[0].Message);
        Assert.Equal((1, 1), (reader.Count("hit-rate", "raised"), reader.Count("hit-rate", "cleared")));
        Assert.Equal((0, 0), (reader.Count("latency", "raised"), reader.Count("latency", "cleared")));
    }

    [Fact]
    public void A_latency_is_told_once_when_it_rises_and_once_when_it_is_well_again()
    {
        using var reader = new AlertReader(_meters);
        var alerts = Alerts(new());

        foreach (var milliseconds in new[] { 5, 10, 11, 500, 9, 10, 11, 8, 9, 10 }) Judge(alerts, 0.9, milliseconds);

        Assert.Equal([Raised, Cleared], _log.Events.Select(static one => one.Id));
        Assert.Equal("Cache alert latency is raised: 11, beyond 10.", _log.Events[0].Message);
        Assert.Equal((1, 1), (reader.Count("latency", "raised"), reader.Count("latency", "cleared")));
    }

    [Fact]
    public void Each_crossing_counts_anew()
    {
        using var reader = new AlertReader(_meters);
        var alerts = Alerts(new());

        for (var round = 0; round < 3; round++)
        {
            Judge(alerts, 0.1, milliseconds: 50);
            Judge(alerts, 0.9);
        }

        Assert.Equal((6, 6), (_log.Count(Raised), _log.Count(Cleared)));
        Assert.Equal((3, 3), (reader.Count("hit-rate", "raised"), reader.Count("latency", "cleared")));
    }

    [Fact]
    public void Of_too_few_reads_nothing_is_said_and_what_stands_stays()
    {
        var alerts = Alerts(new() { MinimumReadsPerSecond = 2 });

        Judge(alerts, 0.1, reads: 119);
        Assert.Empty(_log.Events);
        Judge(alerts, 0.1, reads: 120);
        Judge(alerts, 1, reads: 119);
        Judge(alerts, 1, reads: 0);
        Assert.Equal([Raised], _log.Events.Select(static one => one.Id));
    }

    [Fact]
    public void Without_a_minimum_an_interval_without_a_read_still_says_nothing()
    {
        Judge(Alerts(new() { MinimumReadsPerSecond = 0 }), 0, reads: 0);
        Assert.Empty(_log.Events);
    }

    [Fact]
    public void Thresholds_are_settings_and_all_of_it_can_be_switched_off()
    {
        Judge(Alerts(new() { HitRateBelow = 0.95, HitRateClearedAt = 0.97, LatencyAboveMilliseconds = 1, LatencyClearedAtMilliseconds = 1 }), 0.9, milliseconds: 2);
        Assert.Equal(2, _log.Count(Raised));
        Judge(Alerts(new() { Enabled = false }), 0.1, milliseconds: 500);
        Assert.Equal(2, _log.Count(Raised));
    }

    [Fact]
    public void A_threshold_to_clear_on_the_wrong_side_of_the_one_to_raise_is_a_fault()
    {
        Assert.Empty(Faults(new()));
        Assert.Empty(Faults(new() { HitRateBelow = 0.7, HitRateClearedAt = 0.7, LatencyAboveMilliseconds = 5, LatencyClearedAtMilliseconds = 5 }));
        Assert.Equal(["HitRateClearedAt", "LatencyClearedAtMilliseconds"], Faults(new() { HitRateBelow = 0.7, LatencyAboveMilliseconds = 5 }));

        static IEnumerable<string> Faults(AlertConfiguration configuration) => configuration.Validate(new(configuration)).SelectMany(static fault => fault.MemberNames);
    }

    public void Dispose() => _meters.Dispose();

    private CacheAlerts Alerts(AlertConfiguration configuration) => new(configuration, _meters, _log.For<CacheAlerts>());

    private static void Judge(CacheAlerts alerts, double hitRate, double milliseconds = 1, int reads = 6_000)
    {
        var hits = (long)Math.Round(reads * hitRate);
        var totals = new CacheTotals(0, hits, reads - hits, 0, 0, 0, 0, reads, (long)(reads * milliseconds * TimeSpan.TicksPerMillisecond));
        alerts.Judge(totals, TimeSpan.FromMinutes(1));
    }
}
