using AIKernel.Caching.Redis.State;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Operations.WarmUp;
using AIKernel.Catalog.Resources;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>When a node warms up, for how long, and what stops it, on a clock of the test's.</summary>
public sealed class WarmUpServiceTests
{
    private const int Warmed = 5040, Failed = 5041, OneFailed = 5042;
    private static readonly Guid[] Ids = [.. Enumerable.Range(0, 9).Select(static _ => Guid.NewGuid())];

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLog _log = new();
    private readonly MigrationState _migration = new();
    private readonly WarmUpState _state = new();

    [Fact]
    public async Task It_begins_when_the_database_is_migrated_and_until_it_is_over_the_start_is_not_complete()
    {
        var held = new TaskCompletionSource<Resource?>();
        using var service = Service(new(), Plan(1), (_, _) => held.Task);
        await service.StartAsync(CancellationToken.None);
        Assert.Equal(HealthStatus.Unhealthy, (await _state.CheckHealthAsync(new())).Status);
        Assert.Equal(0, _time.Started(TimeSpan.FromSeconds(30)));
        _migration.MarkDone();
        await _time.SleepingAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(HealthStatus.Unhealthy, (await _state.CheckHealthAsync(new())).Status);
        held.SetResult(HeldLoads.Resource(Ids[0]));
        await _log.WrittenAsync(Warmed);
        await OverAsync();
        Assert.Equal(HealthStatus.Healthy, (await _state.CheckHealthAsync(new())).Status);
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task After_its_time_the_node_is_ready_however_far_it_got()
    {
        var (held, full) = (0, new TaskCompletionSource());
        using var service = Service(new() { DeadlineSeconds = 30, Parallelism = 2 }, Plan(5), async (id, cancellationToken) =>
        {
            if (id == Ids[0]) return HeldLoads.Resource(id);
            if (Interlocked.Increment(ref held) == 2) full.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return null;
        });
        _migration.MarkDone();
        await service.StartAsync(CancellationToken.None);
        // Of two side by side both are held: the first of all is over.
        await full.Task;
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(_state.IsOver);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await _log.WrittenAsync(Warmed);
        await OverAsync();
        Assert.StartsWith("The cache is warm: 1 resources loaded, 4 not, in 30 s.", _log.Events.Single(static one => one.Id == Warmed).Message, StringComparison.Ordinal);
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task One_that_fails_stops_no_other_and_is_told_and_counted()
    {
        using var meters = new TestMeterFactory();
        var counted = new Dictionary<string, long>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Scope == meters) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, amount, tags, _) =>
        {
            lock (counted) counted[(string)tags[0].Value!] = counted.GetValueOrDefault((string)tags[0].Value!) + amount;
        });
        listener.Start();
        var loads = HeldLoads.With((id, _) => id == Ids[2] ? throw new InvalidOperationException("The load failed.") : Task.FromResult(id == Ids[4] ? null : HeldLoads.Resource(id)));
        var result = await new Warmer(loads, meters, _log.For<Warmer>()).WarmAsync([.. Ids.Select(WarmUpKey.Of)], 3, CancellationToken.None);
        Assert.Equal(7, result.Warmed);
        Assert.Equal(new[] { ($"{Ids[2]}", "failed"), ($"{Ids[4]}", "not-found") }.Order(), result.Failed.Select(static one => (one.Key, one.Reason)).Order());
        Assert.Equal(1, _log.Count(OneFailed));
        Assert.Equal(new Dictionary<string, long> { ["failed"] = 1, ["not-found"] = 1, ["warmed"] = 7 }, counted);
    }

    [Fact]
    public async Task No_more_are_loaded_side_by_side_than_may_be()
    {
        var (running, most, full) = (0, 0, new TaskCompletionSource());
        var loads = HeldLoads.With(async (id, _) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == 3) full.TrySetResult();
            await full.Task;
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return HeldLoads.Resource(id);
        });
        using var meters = new TestMeterFactory();
        // Three must be under way for any to end, and a fourth would be counted.
        Assert.Equal(9, (await new Warmer(loads, meters, _log.For<Warmer>()).WarmAsync([.. Ids.Select(WarmUpKey.Of)], 3, CancellationToken.None)).Warmed);
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task It_is_done_again_at_every_interval_also_after_one_that_failed()
    {
        var (calls, chosen) = (0, new SemaphoreSlim(0));
        var plan = new FakePlan(() =>
        {
            chosen.Release();
            return ++calls == 2 ? throw new InvalidOperationException("The database is away.") : [Ids[0]];
        });
        using var service = Service(new() { RefreshMinutes = 15 }, plan, static (id, _) => Task.FromResult<Resource?>(HeldLoads.Resource(id)));
        _migration.MarkDone();
        await service.StartAsync(CancellationToken.None);
        await _log.WrittenAsync(Warmed);
        await _time.SleepingAsync(TimeSpan.FromMinutes(15));
        _time.Advance(TimeSpan.FromMinutes(14.9));
        Assert.Equal(1, calls);
        _time.Advance(TimeSpan.FromMinutes(0.1));
        await _log.WrittenAsync(Failed);
        _time.Advance(TimeSpan.FromMinutes(15));
        await _log.WrittenAsync(Warmed, 2);
        Assert.Equal(3, calls);
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Where_it_is_switched_off_a_node_is_ready_at_once()
    {
        using var service = Service(new() { Enabled = false, RefreshMinutes = 0 }, new FakePlan(static () => throw new InvalidOperationException("Nobody asked for it.")), static (_, _) => Task.FromResult<Resource?>(null));
        await service.StartAsync(CancellationToken.None);
        Assert.False(_state.IsOver);
        _migration.MarkDone();
        await OverAsync();
        await service.StopAsync(CancellationToken.None);
        Assert.Empty(_log.Events);
    }

    private WarmUpService Service(WarmUpConfiguration configuration, IWarmUpPlan plan, Func<Guid, CancellationToken, Task<Resource?>> load, StateRedis? redis = null) => new(
        Options.Create(configuration), plan, new Warmer(HeldLoads.With(load), new TestMeterFactory(), _log.For<Warmer>()), _migration, _state, _time, _log.For<WarmUpService>(), redis);

    private Task OverAsync() => Eventually.HoldsAsync(() => Task.FromResult(_state.IsOver), "the warm-up is over");

    private static FakePlan Plan(int count) => new(() => Ids[..count]);

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
            if (Interlocked.CompareExchange(ref most, now, seen) == seen) return;
    }
}

/// <summary>A plan of the test's.</summary>
internal sealed class FakePlan(Func<IReadOnlyList<Guid>> choose) : IWarmUpPlan
{
    public Task<IReadOnlyList<Guid>> ChooseAsync(int count, CancellationToken cancellationToken) => Task.Run(choose, cancellationToken);
}
