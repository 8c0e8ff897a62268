using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

public sealed class MissAndHitTests
{
    [Fact]
    public async Task A_miss_loads_once_and_is_kept_in_both_tiers()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 7);
        await node.CatchUpAsync();

        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal(7, await values.GetAsync("x", default));

        Assert.Equal(1, world.Gates.Count(CallKind.Load));
        Assert.Equal(1, node.Memory.Entries);
        Assert.Single(world.Shared.Keys);
    }

    public static TheoryData<string, object?> Values => new() { { "null", null }, { "zero", 0 }, { "empty text", "" }, { "false", false }, { "empty list", Array.Empty<int>() } };

    [Theory]
    [MemberData(nameof(Values))]
    public Task A_value_that_looks_like_nothing_is_a_hit_the_second_time(string name, object? value) => value switch
    {
        int number => IsAHitAsync(name, number),
        string text => IsAHitAsync(name, text),
        bool flag => IsAHitAsync(name, flag),
        int[] list => IsAHitAsync(name, list),
        _ => IsAHitAsync<string?>(name, null),
    };

    [Fact]
    public async Task A_memory_hit_completes_synchronously_and_asks_nobody()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await values.GetAsync("x", default);
        var calls = world.Gates.Calls.Count;

        var hit = values.GetAsync("x", default);

        Assert.True(hit.IsCompletedSuccessfully);
        Assert.Null(await hit);
        Assert.Equal(calls, world.Gates.Calls.Count);
    }

    [Fact]
    public async Task A_second_node_reads_from_the_shared_tier_with_one_call()
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var (values, copies) = (one.BindValues(), other.BindValues());
        world.Database.Write("x", 7);
        await one.CatchUpAsync();
        await other.CatchUpAsync();
        await values.GetAsync("x", default);

        Assert.Equal(7, await copies.GetAsync("x", default));
        Assert.Equal(7, await copies.GetAsync("x", default));

        Assert.Single(world.Gates.Calls, static call => call is { Node: "b", Kind: CallKind.Get });
        Assert.DoesNotContain(world.Gates.Calls, static call => call is { Node: "b", Kind: CallKind.Load or CallKind.Set });
        Assert.Equal(1, other.Statistics.Operation("test.value").SharedHits.Value);
        Assert.Equal(1, other.Statistics.Operation("test.value").MemoryHits.Value);
    }

    [Fact]
    public async Task Without_a_shared_tier_memory_and_source_serve()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(shared: false);
        var values = node.BindValues();
        world.Database.Write("x", 7);
        await node.CatchUpAsync();

        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal([7, 7, null], await values.GetManyAsync(["x", "x", "y"], default));

        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_value_too_large_to_keep_is_returned_and_loaded_every_time()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: new() { MaxValueBytes = 100 });
        var loads = 0;
        var texts = node.Bind("text", (length, _) => { loads++; return new ValueTask<string>(new string('x', int.Parse(length, System.Globalization.CultureInfo.InvariantCulture))); });

        // Two quotes belong to the bytes: 98 characters are 100 bytes, which is allowed.
        Assert.Equal(99, (await texts.GetAsync("99", default)).Length);
        Assert.Equal(99, (await texts.GetAsync("99", default)).Length);
        Assert.Equal(2, loads);
        Assert.Equal(2, node.Statistics.TooLarge.Value);
        Assert.Empty(world.Shared.Keys);

        await texts.GetAsync("98", default);
        await texts.GetAsync("98", default);
        Assert.Equal(3, loads);
        Assert.Single(world.Shared.Keys);
    }

    [Fact]
    public async Task A_faulty_shared_tier_costs_a_load_and_never_the_request()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 7);
        await node.CatchUpAsync();

        using (world.Gates.Fail(CallKind.Get, new IOException("reset"))) Assert.Equal(7, await values.GetAsync("x", default));
        using (world.Gates.Fail(CallKind.GetMany, new IOException("reset"))) Assert.Equal([null], await values.GetManyAsync(["y"], default));
        using (world.Gates.Fail(CallKind.Set, new OperationCanceledException())) Assert.Null(await values.GetAsync("z", default));

        Assert.Equal(3, node.Statistics.SharedTierErrors("fault").Value);
        Assert.Equal(3, node.Memory.Entries);
    }

    [Fact]
    public async Task A_shared_tier_that_never_answers_delays_a_read_by_its_deadline_once_and_no_more()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 7);
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Get);

        var read = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        await world.Time.SleepingAsync(node.Options.SharedTierDeadline);
        world.Time.Advance(node.Options.SharedTierDeadline);

        Assert.Equal(7, await read);
        Assert.Equal(1, node.Statistics.SharedTierErrors("timeout").Value);
        Assert.Equal(0, world.Gates.Count(CallKind.Set)); // who has just kept a reader waiting is not asked for more
    }

    [Fact]
    public async Task After_repeated_faults_the_shared_tier_is_left_alone_until_it_says_it_is_back()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: CacheWorld.Defaults with { CircuitThreshold = 2 });
        var values = node.BindValues();
        using (world.Gates.Fail(CallKind.Get, new IOException("reset")))
        {
            await values.GetAsync("x", default);
            await values.GetAsync("y", default);
            Assert.Equal(SharedTierState.Open, node.Guarded.State);
        }
        var calls = world.Gates.Count(CallKind.Get);

        await values.GetAsync("z", default);
        Assert.Equal(calls, world.Gates.Count(CallKind.Get));
        Assert.Equal(1, node.Statistics.CircuitRejections.Value);

        node.SharedTier!.Restore();
        await values.GetAsync("u", default);
        Assert.Equal(calls + 1, world.Gates.Count(CallKind.Get));
        Assert.Equal(SharedTierState.Closed, node.Guarded.State);
    }

    [Fact]
    public async Task An_operation_is_bound_once_and_with_positive_lifetimes()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.BindValues();

        Assert.Contains("test.value", Assert.Throws<InvalidOperationException>(() => node.BindValues()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => node.Bind("short", static (_, _) => new ValueTask<int>(1), EntryPolicy.Of(TimeSpan.Zero)));
        Assert.Throws<ArgumentException>(() => node.Bind("absent", static (_, _) => new ValueTask<int>(1), new(TimeSpan.FromSeconds(1), TimeSpan.Zero)));
    }

    private static async Task IsAHitAsync<T>(string name, T value)
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var loads = 0;
        ValueTask<T> Load(string _, CancellationToken __)
        {
            loads++;
            return new(value);
        }
        var (values, copies) = (one.Bind("odd", Load), other.Bind("odd", Load));

        Assert.Equal(value, await values.GetAsync(name, default));
        Assert.Equal(value, await values.GetAsync(name, default));
        Assert.Equal(value, await copies.GetAsync(name, default));
        Assert.Equal(1, loads);
    }
}
