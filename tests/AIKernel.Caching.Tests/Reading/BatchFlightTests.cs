using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

public sealed class BatchFlightTests
{
    [Fact]
    public async Task Batches_that_overlap_load_no_key_twice()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var gate = world.Gates.Close(CallKind.Load);
        var first = values.GetManyAsync(["x", "y"], default).AsTask();
        var second = values.GetManyAsync(["y", "z"], default).AsTask();
        await gate.ArrivedAsync(2);

        gate.Open();
        await Task.WhenAll(first, second);

        Assert.Equal(["x y", "z"], world.Gates.Calls.Where(static call => call.Kind == CallKind.Load).Select(static call => call.Key).Order());
        Assert.Equal(1, node.Statistics.Operation("test.value").FlightsJoined.Value);
    }

    [Fact]
    public async Task A_single_read_joins_a_batch_and_a_batch_a_single_read()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var gate = world.Gates.Close(CallKind.Load);
        var single = values.GetAsync("x", default).AsTask();
        var batch = values.GetManyAsync(["x", "y"], default).AsTask();
        var joiner = values.GetAsync("y", default).AsTask();
        await gate.ArrivedAsync(2);

        gate.Open();
        await Task.WhenAll(single, joiner, batch);

        Assert.Equal(["x", "y"], world.Gates.Calls.Where(static call => call.Kind == CallKind.Load).Select(static call => call.Key).Order());
    }

    [Fact]
    public async Task A_batch_that_was_left_goes_on_for_whoever_joined_one_of_its_flights()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("y", 7);
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Load);
        using var impatience = new CancellationTokenSource();
        var batch = values.GetManyAsync(["x", "y"], impatience.Token).AsTask();
        var joiner = values.GetAsync("y", default).AsTask();
        await gate.ArrivedAsync();

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batch);
        Assert.Equal(0, gate.Cancelled);
        gate.Open();

        Assert.Equal(7, await joiner);
    }

    [Fact]
    public async Task A_batch_that_everybody_has_left_is_cancelled()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var gate = world.Gates.Close(CallKind.Load);
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var batch = values.GetManyAsync(["x", "y"], first.Token).AsTask();
        var joiner = values.GetAsync("y", second.Token).AsTask();
        await gate.ArrivedAsync();

        await first.CancelAsync();
        await second.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batch);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joiner);
        Assert.Equal(1, gate.Cancelled);
    }

    [Fact]
    public async Task A_batch_that_everybody_has_left_is_cancelled_also_when_the_shared_tier_had_some_of_it()
    {
        await using var world = new CacheWorld();
        var (node, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var (values, elsewhere) = (node.BindValues(), other.BindValues());
        await elsewhere.GetAsync("x", default);
        var gate = world.Gates.Close(CallKind.Load);
        using var impatience = new CancellationTokenSource();
        var batch = values.GetManyAsync(["x", "y"], impatience.Token).AsTask();
        await gate.ArrivedAsync();

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batch);
        Assert.Equal(1, gate.Cancelled);
    }

    [Fact]
    public async Task What_the_source_throws_reaches_the_batch_and_whoever_joined_it()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var gate = world.Gates.Close(CallKind.Load);
        using var broken = world.Gates.Fail(CallKind.Load, new TimeoutException("the source"));
        var batch = values.GetManyAsync(["x", "y"], default).AsTask();
        var joiner = values.GetAsync("y", default).AsTask();
        await gate.ArrivedAsync();

        gate.Open();

        await Assert.ThrowsAsync<TimeoutException>(() => batch);
        await Assert.ThrowsAsync<TimeoutException>(() => joiner);
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_batch_that_joined_a_load_from_before_a_change_asks_again_for_that_key()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 1);
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Load, Hold.After);
        var early = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        world.Database.Write("x", 2);
        await node.CatchUpAsync();
        var batch = values.GetManyAsync(["x"], default).AsTask();

        gate.Open();

        Assert.Equal(1, await early);
        Assert.Equal([2], await batch);
    }

    [Fact]
    public async Task What_the_shared_tier_holds_lands_before_the_source_has_answered_for_the_rest()
    {
        await using var world = new CacheWorld();
        var (node, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        await other.BindValues().GetAsync("x", default);
        var values = node.BindValues();
        var read = world.Gates.Close(CallKind.GetMany, Hold.After, "a");
        var load = world.Gates.Close(CallKind.Load, node: "a");
        var batch = values.GetManyAsync(["x", "y"], default).AsTask();
        await read.ArrivedAsync();
        var joiner = values.GetAsync("x", default).AsTask();

        read.Open();

        Assert.Null(await joiner);
        Assert.False(batch.IsCompleted);
        load.Open();
        await batch;
    }
}
