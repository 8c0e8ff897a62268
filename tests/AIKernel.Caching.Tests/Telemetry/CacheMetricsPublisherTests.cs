using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Telemetry;

public sealed class CacheMetricsPublisherTests : IDisposable
{
    private const int Summary = 1020, OfOperation = 1021, Failed = 1022, AlertRaised = 1040, AlertCleared = 1041;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLog _log = new();
    private readonly CacheStatistics _statistics = new();
    private readonly TestMeterFactory _meters = new();

    [Fact]
    public async Task A_summary_is_written_at_every_interval_and_once_more_at_shutdown()
    {
        using var publisher = await StartAsync(new());
        for (var i = 0; i < 7; i++) _statistics.Operation("resource.get").MemoryHits.Increment();
        _statistics.Operation("resource.get").SharedHits.Add(2);
        _statistics.Operation("resource.get").Misses.Increment();

        for (var round = 1; round <= 3; round++)
        {
            _time.Advance(Interval - TimeSpan.FromSeconds(1));
            Assert.Equal(round - 1, _log.Count(Summary));
            _time.Advance(TimeSpan.FromSeconds(1));
            await _log.WrittenAsync(OfOperation, round);
        }
        await publisher.StopAsync(default);

        Assert.Equal(4, _log.Count(Summary));
        var text = _log.Events.First(static one => one.Id == Summary).Message;
        Assert.Contains("90.00", text, StringComparison.Ordinal);
        Assert.Contains("memory hits 7, shared hits 2, misses 1", text, StringComparison.Ordinal);
        Assert.Contains("resource.get", _log.Events.First(static one => one.Id == OfOperation).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_logged_and_the_next_interval_goes_on()
    {
        var failing = true;
        _log.BeforeWrite = id => { if (id == Summary && failing) throw new InvalidOperationException("the exporter"); };
        using var publisher = await StartAsync(new());

        _time.Advance(Interval);
        await _log.WrittenAsync(Failed);
        failing = false;
        _time.Advance(Interval);
        await _log.WrittenAsync(Summary);

        await publisher.StopAsync(default);
        Assert.Equal(1, _log.Count(Failed));
        Assert.Equal(2, _log.Count(Summary));
    }

    [Fact]
    public async Task Without_detail_only_the_total_is_written()
    {
        using var publisher = await StartAsync(new() { EnableDetailedMetrics = false, PublishIntervalSeconds = 5 });
        _statistics.Operation("resource.get").Misses.Increment();
        _time.Advance(TimeSpan.FromSeconds(5));
        await _log.WrittenAsync(Summary);
        await publisher.StopAsync(default);

        Assert.Equal(0, _log.Count(OfOperation));
    }

    [Fact]
    public async Task Disabled_it_writes_nothing_not_even_at_shutdown()
    {
        using var publisher = Publisher(new() { Enabled = false }, new() { Enabled = false });
        await publisher.StartAsync(default);
        await publisher.ExecuteTask!;
        await publisher.StopAsync(default);

        Assert.Empty(_log.Events);
    }

    [Fact]
    public async Task A_failure_at_shutdown_is_logged_and_holds_nothing_up()
    {
        _log.BeforeWrite = static id => { if (id == Summary) throw new InvalidOperationException("the exporter"); };
        using var publisher = await StartAsync(new());

        await publisher.StopAsync(default);

        Assert.Equal((1, 0), (_log.Count(Failed), _log.Count(Summary)));
        Assert.True(publisher.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Each_interval_is_judged_by_itself_also_where_no_summary_is_written()
    {
        using var publisher = await StartAsync(new() { Enabled = false });
        var operation = _statistics.Operation("resource.get");

        operation.Misses.Add(100);
        _time.Advance(Interval);
        await _log.WrittenAsync(AlertRaised);
        // Since the start it is one in two; in this interval everything was a hit.
        operation.SharedHits.Add(100);
        _time.Advance(Interval);
        await _log.WrittenAsync(AlertCleared);
        await publisher.StopAsync(default);

        Assert.Equal([AlertRaised, AlertCleared], _log.Events.Select(static one => one.Id));
    }

    [Fact]
    public async Task An_alert_that_could_not_be_told_is_told_at_the_next_interval()
    {
        var failing = true;
        _log.BeforeWrite = id => { if (id == AlertRaised && failing) throw new InvalidOperationException("the exporter"); };
        using var publisher = await StartAsync(new() { Enabled = false });
        _statistics.Operation("resource.get").Misses.Add(100);
        _time.Advance(Interval);
        await _log.WrittenAsync(Failed);

        failing = false;
        _statistics.Operation("resource.get").Misses.Add(100);
        _time.Advance(Interval);
        await _log.WrittenAsync(AlertRaised);
        await publisher.StopAsync(default);

        Assert.Equal((1, 1), (_log.Count(Failed), _log.Count(AlertRaised)));
    }

    public void Dispose() => _meters.Dispose();

    private async Task<CacheMetricsPublisher> StartAsync(MetricsConfiguration configuration)
    {
        var publisher = Publisher(configuration, new());
        await publisher.StartAsync(default);
        await _time.SleepingAsync(TimeSpan.FromSeconds(configuration.PublishIntervalSeconds));
        return publisher;
    }

    private CacheMetricsPublisher Publisher(MetricsConfiguration configuration, AlertConfiguration alerts) =>
        new(configuration, _statistics, new(1_000), new(alerts, _meters, _log.For<CacheAlerts>()), _time, _log.For<CacheMetricsPublisher>());
}
