using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Telemetry;

public sealed class CacheMetricsTests
{
    [Fact]
    public async Task Every_instrument_has_its_documented_name()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        using var reader = new MetricReader(node.MeterScope);

        Assert.Equal(
            [
                "aikernel_cache_certified",
                "aikernel_cache_circuit_state",
                "aikernel_cache_errors_total",
                "aikernel_cache_evictions_total",
                "aikernel_cache_flights_joined_total",
                "aikernel_cache_frames_rejected_total",
                "aikernel_cache_hits_total",
                "aikernel_cache_invalidation_tags",
                "aikernel_cache_invalidations_total",
                "aikernel_cache_journal_lag_seconds",
                "aikernel_cache_memory_bytes",
                "aikernel_cache_memory_entries",
                "aikernel_cache_misses_total",
                "aikernel_cache_operation_duration_seconds",
                "aikernel_cache_refreshes_total",
                "aikernel_cache_stale_served_total",
                "aikernel_cache_writes_total",
                "aikernel_cache_written_bytes_total",
            ], reader.Names);
    }

    [Fact]
    public async Task Hits_misses_and_writes_are_counted_by_operation_and_tier()
    {
        await using var world = new CacheWorld();
        var (node, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var (values, copies) = (node.BindValues(), other.BindValues());
        using var reader = new MetricReader(other.MeterScope);
        await values.GetAsync("x", default);

        await copies.GetAsync("x", default); // shared
        for (var round = 0; round < 3; round++) await copies.GetAsync("x", default); // memory
        await copies.GetAsync("y", default); // source
        await copies.GetManyAsync(["x", "x", "z"], default); // memory twice, source once

        var metrics = reader.Collect();
        Assert.Equal(5, metrics["aikernel_cache_hits_total{operation=test.value,tier=memory}"]);
        Assert.Equal(1, metrics["aikernel_cache_hits_total{operation=test.value,tier=redis}"]);
        Assert.Equal(2, metrics["aikernel_cache_misses_total{operation=test.value}"]);
        Assert.Equal(2, metrics["aikernel_cache_writes_total{operation=test.value}"]);
        Assert.Equal(world.Shared.Keys.Where(static key => key[^1] is 'y' or 'z').Sum(key => world.Shared.Get(key)!.Length), metrics["aikernel_cache_written_bytes_total{operation=test.value}"]);
        Assert.Equal(1, metrics["aikernel_cache_operation_duration_seconds{operation=test.value,outcome=redis}"]);
        Assert.Equal(2, metrics["aikernel_cache_operation_duration_seconds{operation=test.value,outcome=miss}"]);
    }

    [Fact]
    public async Task Memory_is_told_in_bytes_entries_and_evictions()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: new() { MemoryLimitBytes = 2_000 }, shared: false);
        var values = node.BindValues();
        using var reader = new MetricReader(node.MeterScope);
        for (var key = 0; key < 20; key++) await values.GetAsync($"{key}", default);

        var metrics = reader.Collect();
        Assert.InRange(metrics["aikernel_cache_memory_bytes"], 1_500, 2_000);
        Assert.Equal(node.Memory.Bytes, metrics["aikernel_cache_memory_bytes"]);
        Assert.Equal(20, metrics["aikernel_cache_memory_entries"] + metrics["aikernel_cache_evictions_total"]);
        Assert.Equal(3, metrics["aikernel_cache_circuit_state"]);
    }

    [Fact]
    public async Task The_journal_is_told_by_lag_certification_invalidations_and_tags()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        using var reader = new MetricReader(node.MeterScope);
        node.Journal.Notifying = false;
        world.Database.Touch("a", "b");
        world.Database.Touch("b");
        await node.CatchUpAsync();
        world.Gates.Close(CallKind.Journal);
        world.Time.Advance(TimeSpan.FromMilliseconds(200));

        var metrics = reader.Collect();
        Assert.Equal(2, metrics["aikernel_cache_invalidations_total"]);
        Assert.Equal(2, metrics["aikernel_cache_invalidation_tags"]);
        Assert.Equal(1, metrics["aikernel_cache_certified"]);
        Assert.Equal(0.2, metrics["aikernel_cache_journal_lag_seconds"], 6);

        world.Time.Advance(node.Options.MaxStaleness);
        metrics = reader.Collect();
        Assert.Equal(0, metrics["aikernel_cache_certified"]);
        Assert.Equal(2.2, metrics["aikernel_cache_journal_lag_seconds"], 6);
    }

    [Fact]
    public async Task A_node_that_never_read_the_journal_tells_no_lag()
    {
        await using var world = new CacheWorld();
        using var reader = new MetricReader(world.NewNode().MeterScope);

        Assert.DoesNotContain("aikernel_cache_journal_lag_seconds", reader.Collect());
    }

    [Fact]
    public async Task Faults_are_counted_by_tier_and_kind_and_refused_copies_by_reason()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: new() { CircuitThreshold = 3, MaxValueBytes = 10 });
        var (values, texts) = (node.BindValues(), node.Bind("text", static (_, _) => new ValueTask<string>("longer than ten bytes")));
        using var reader = new MetricReader(node.MeterScope);
        await texts.GetAsync("x", default);
        await values.GetAsync("x", default);
        world.Shared.Corrupt(world.Shared.Keys[0], 90);
        world.Database.RaiseEpoch();
        await node.CatchUpAsync();
        await values.GetAsync("x", default);
        using (world.Gates.Fail(CallKind.Get, new IOException("reset")))
            for (var key = 0; key < 3; key++) await values.GetAsync($"{key}", default);
        using (world.Gates.Fail(CallKind.Journal, new IOException("gone"))) await Assert.ThrowsAnyAsync<Exception>(node.CatchUpAsync);

        var metrics = reader.Collect();
        Assert.Equal(1, metrics["aikernel_cache_errors_total{tier=memory,kind=too-large}"]);
        Assert.Equal(1, metrics["aikernel_cache_errors_total{tier=journal,kind=unreadable}"]);
        Assert.Equal(3, metrics["aikernel_cache_errors_total{tier=redis,kind=fault}"]); // what failed to answer is not written to either
        Assert.Equal(2, metrics["aikernel_cache_circuit_state"]);
        Assert.Equal(1, metrics["aikernel_cache_frames_rejected_total{reason=checksum}"]);
        Assert.Equal(0, metrics["aikernel_cache_frames_rejected_total{reason=invalidated}"]);
        Assert.DoesNotContain("aikernel_cache_frames_rejected_total{reason=valid}", metrics);
    }

    [Fact]
    public async Task Joined_flights_are_counted()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        using var reader = new MetricReader(node.MeterScope);
        var gate = world.Gates.Close(CallKind.Load);
        var reads = Enumerable.Range(0, 4).Select(_ => values.GetAsync("x", default).AsTask()).ToList();
        await gate.ArrivedAsync();
        gate.Open();
        await Task.WhenAll(reads);

        var metrics = reader.Collect();
        Assert.Equal(3, metrics["aikernel_cache_flights_joined_total{operation=test.value}"]);
        Assert.Equal(1, metrics["aikernel_cache_misses_total{operation=test.value}"]);
    }
}
