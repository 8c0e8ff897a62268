using System.Diagnostics.Tracing;
using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Telemetry;

public sealed class CacheEventSourceTests
{
    private const int Summary = 1020;

    [Fact]
    public async Task What_is_published_is_an_event_with_the_same_fields()
    {
        using var meters = new TestMeterFactory();
        using var events = new Events();
        var (time, log, statistics) = (new ManualTimeProvider(), new RecordingLog(), new CacheStatistics());
        var operation = statistics.Operation("resource.get");
        operation.SharedHits.Add(61);
        operation.Misses.Add(39);
        operation.Writes.Add(38);
        operation.WrittenBytes.Add(123_456);
        operation.MeasuredReads.Add(100);
        operation.MeasuredTicks.Add(TimeSpan.FromMilliseconds(250).Ticks);
        statistics.SharedTierErrors("timeout").Add(7);
        using var publisher = new CacheMetricsPublisher(new(), statistics, new(1_000), new(new(), meters, log.For<CacheAlerts>()), time, log.For<CacheMetricsPublisher>());
        await publisher.StartAsync(default);
        await time.SleepingAsync(TimeSpan.FromSeconds(60));

        time.Advance(TimeSpan.FromSeconds(60));
        await log.WrittenAsync(Summary);
        await publisher.StopAsync(default);

        // Other tests publish too; nobody else's figures are these.
        var told = events.Taken(CacheEventSource.MetricsId).First(static one => Equals(one["writtenBytes"], 123_456L));
        Assert.Equal(["hitRate", "memoryHits", "sharedHits", "misses", "writes", "writtenBytes", "evictions", "errors", "meanLatencyMilliseconds"], told.Keys);
        Assert.Equal((0.61, 0L, 61L, 39L, 38L, 0L, 7L, 2.5), (told["hitRate"], told["memoryHits"], told["sharedHits"], told["misses"], told["writes"], told["evictions"], told["errors"], told["meanLatencyMilliseconds"]));
    }

    [Fact]
    public async Task A_fault_of_a_tier_or_of_the_source_is_an_event_that_quotes_nobody()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var failing = false;
        var values = node.Bind("told-as-event", (_, _) => failing ? throw new NotFiniteNumberException("SELECT hush") : new ValueTask<int>(7),
            EntryPolicy.Of(TimeSpan.FromMinutes(1)) with { FailSafe = TimeSpan.FromHours(1) });
        await values.GetAsync("x", default);
        using var events = new Events();
        failing = true;
        using var silent = world.Gates.Fail(CallKind.Get, new FormatException("GET hush"));
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await node.CatchUpAsync();

        Assert.Equal(7, await values.GetAsync("x", default));

        var told = events.Taken(CacheEventSource.ErrorId);
        Assert.Contains(told, static one => one is { Count: 3 } && Equals(one["tier"], "redis") && Equals(one["operation"], "get") && Equals(one["fault"], nameof(FormatException)));
        Assert.Contains(told, static one => Equals(one["tier"], "source") && Equals(one["operation"], "test.told-as-event") && Equals(one["fault"], nameof(NotFiniteNumberException)));
        Assert.DoesNotContain(told, static one => one.Values.Any(static value => value?.ToString()?.Contains("hush", StringComparison.Ordinal) ?? false));
    }

    /// <summary>What the event source says while this lives, of whichever test.</summary>
    private sealed class Events : EventListener
    {
        // The base class's constructor tells of sources before this one's fields are set.
        private readonly List<(int Id, Dictionary<string, object?> Fields)>? _taken = [];

        public Events() => EnableEvents(CacheEventSource.Log, EventLevel.Verbose);

        public List<Dictionary<string, object?>> Taken(int id)
        {
            lock (_taken!) return [.. _taken.Where(one => one.Id == id).Select(static one => one.Fields)];
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (_taken is null || eventData.EventSource != CacheEventSource.Log) return;
            lock (_taken) _taken.Add((eventData.EventId, eventData.PayloadNames!.Zip(eventData.Payload!).ToDictionary(static pair => pair.First, static pair => pair.Second)));
        }
    }
}
