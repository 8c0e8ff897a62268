using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

public sealed class FlightTests
{
    [Fact]
    public async Task Many_callers_of_one_key_share_one_load()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 7);
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Load, Hold.After);

        var reads = Enumerable.Range(0, 100).Select(_ => values.GetAsync("x", default).AsTask()).ToList();
        await gate.ArrivedAsync();
        gate.Open();

        Assert.All(await Task.WhenAll(reads), static value => Assert.Equal(7, value));
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
        Assert.Equal(1, world.Gates.Count(CallKind.Get));
        Assert.Equal(99, node.Statistics.Operation("test.value").FlightsJoined.Value);
    }

    [Fact]
    public async Task A_caller_that_leaves_takes_nobody_with_it()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var gate = world.Gates.Close(CallKind.Load);
        using var impatience = new CancellationTokenSource();

        var starter = values.GetAsync("x", impatience.Token).AsTask();
        var joiner = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starter);
        Assert.Equal(0, gate.Cancelled);
        gate.Open();
        Assert.Null(await joiner);
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task The_last_caller_to_leave_cancels_the_load()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var gate = world.Gates.Close(CallKind.Load);
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var reads = new[] { values.GetAsync("x", first.Token).AsTask(), values.GetAsync("x", second.Token).AsTask() };
        await gate.ArrivedAsync();

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reads[0]);
        Assert.Equal(0, gate.Cancelled);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reads[1]);
        Assert.Equal(1, gate.Cancelled);

        // Whoever comes after starts afresh and is not taken down.
        gate.Open();
        Assert.Null(await values.GetAsync("x", default));
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_caller_with_a_cancelled_token_gets_a_cancellation_and_leaves_no_load_behind()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => values.GetAsync("x", new CancellationToken(canceled: true)).AsTask());
        Assert.Null(await values.GetAsync("x", default));
    }

    [Fact]
    public async Task What_the_source_throws_reaches_every_joiner_and_is_not_kept()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 7);
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Load);
        using (world.Gates.Fail(CallKind.Load, new TimeoutException("the source")))
        {
            var reads = Enumerable.Range(0, 5).Select(_ => values.GetAsync("x", default).AsTask()).ToList();
            await gate.ArrivedAsync();
            gate.Open();
            foreach (var read in reads) Assert.Equal("the source", (await Assert.ThrowsAsync<TimeoutException>(() => read)).Message);
        }

        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_load_runs_outside_its_callers_context()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var ambient = new AsyncLocal<string> { Value = "a request" };
        string? seen = "not called";
        var values = node.Bind("context", (_, _) => { seen = ambient.Value; return new ValueTask<int>(1); });

        await values.GetAsync("x", default);

        Assert.Null(seen);
    }

    [Fact]
    public async Task A_joiner_of_a_flight_that_began_before_a_change_this_node_has_seen_does_not_get_the_old_value()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 1);
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Load, Hold.After);
        var starter = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();

        world.Database.Write("x", 2);
        await node.CatchUpAsync();
        var joiner = values.GetAsync("x", default).AsTask();
        gate.Open();

        Assert.Equal(2, await joiner);
        Assert.Equal(1, await starter);
        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_caller_whose_joined_flights_keep_landing_invalid_loads_for_itself()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var gate = world.Gates.Close(CallKind.Load, Hold.After);
        var starter = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        world.Database.Write("x", 2);
        await node.CatchUpAsync();

        // Ten joiners: one of them starts the second flight, the others join again or load; nobody joins for ever.
        var joiners = Enumerable.Range(0, 10).Select(_ => values.GetAsync("x", default).AsTask()).ToList();
        gate.Open();

        Assert.All(await Task.WhenAll(joiners), static value => Assert.Equal(2, value));
        Assert.Null(await starter);
    }

    [Fact]
    public async Task While_the_node_is_not_certified_every_caller_loads_for_itself_and_nothing_is_kept()
    {
        await using var world = new CacheWorld();
        var node = world.NewNode();
        var values = node.BindValues();
        var gate = world.Gates.Close(CallKind.Load);

        var reads = Enumerable.Range(0, 3).Select(_ => values.GetAsync("x", default).AsTask()).ToList();
        await gate.ArrivedAsync(3);
        gate.Open();
        await Task.WhenAll(reads);

        Assert.Equal(0, node.Memory.Entries);
        Assert.Empty(world.Shared.Keys);
        Assert.Equal(0, world.Gates.Count(CallKind.Get));
        Assert.Equal(0, node.Statistics.Operation("test.value").FlightsJoined.Value);
    }

    [Fact]
    public async Task Faults_that_nobody_waits_for_any_more_are_observed()
    {
        using var unobserved = new UnobservedFaults<AbandonedException>();
        await LeaveFaultsBehindAsync();

        Assert.Equal(0, unobserved.Collect());
    }

    // In a method of its own, so that nothing on the stack keeps the tasks alive.
    private static async Task LeaveFaultsBehindAsync()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var late = new TaskCompletionSource<int>();
        var values = node.Bind("late", (_, _) => new ValueTask<int>(late.Task));
        using var impatience = new CancellationTokenSource();
        var read = values.GetAsync("x", impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        late.SetException(new AbandonedException());

        // The shared tier faults after its deadline, when everybody has stopped listening.
        var gate = world.Gates.Close(CallKind.Get);
        using var fault = world.Gates.Fail(CallKind.Get, new AbandonedException());
        var slow = node.BindValues().GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        await world.Time.SleepingAsync(node.Options.SharedTierDeadline);
        world.Time.Advance(node.Options.SharedTierDeadline);
        await slow;
        gate.Open();
        await world.Gates.FaultedAsync(CallKind.Get);
    }

    private sealed class AbandonedException : Exception;
}
