using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Telemetry;

public sealed class CacheMetricsPublisherTests
{
    private const int Summary = 1020, OfOperation = 1021, Failed = 1022;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLog _log = new();
    private readonly CacheStatistics _statistics = new();

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
        using var publisher = Publisher(new() { Enabled = false });
        await publisher.StartAsync(default);
        await publisher.ExecuteTask!;
        await publisher.StopAsync(default);

        Assert.Empty(_log.Events);
    }

    private async Task<CacheMetricsPublisher> StartAsync(MetricsConfiguration configuration)
    {
        var publisher = Publisher(configuration);
        await publisher.StartAsync(default);
        await _time.SleepingAsync(TimeSpan.FromSeconds(configuration.PublishIntervalSeconds));
        return publisher;
    }

    private CacheMetricsPublisher Publisher(MetricsConfiguration configuration) => new(configuration, _statistics, new(1_000), _time, _log.For<CacheMetricsPublisher>());
}
