using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

public sealed class LeaseTests
{
    private static readonly EntryPolicy Leased = EntryPolicy.Of(TimeSpan.FromHours(1)) with { Lease = true };
    // The looks of a waiting node: 50 + 100 + 200 ms, so that the third one is at the end of the lease.
    private static readonly CacheOptions ShortLease = CacheWorld.Defaults with { Lease = TimeSpan.FromMilliseconds(350) };

    [Fact]
    public async Task A_miss_on_two_nodes_is_one_load_and_the_holder_wakes_the_other()
    {
        await using var world = new CacheWorld();
        var (values, others) = await TwoNodesAsync(world);
        var gate = world.Gates.Close(CallKind.Load);
        var first = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        var second = others.GetAsync("x", default).AsTask();
        await world.Time.SleepingAsync(TimeSpan.FromMilliseconds(50));

        gate.Open();

        Assert.Equal([7, 7], await Task.WhenAll(first, second));
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
        Assert.False(world.Shared.IsLeased(world.Shared.Keys[0]));
    }

    [Fact]
    public async Task A_lost_message_costs_the_waiter_one_more_look_and_no_load()
    {
        await using var world = new CacheWorld();
        var (node, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var (values, others) = (node.BindValues(Leased), other.BindValues(Leased));
        other.SharedTier!.Listening = false;
        var gate = world.Gates.Close(CallKind.Load);
        var first = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        var second = others.GetAsync("x", default).AsTask();
        await world.Time.SleepingAsync(TimeSpan.FromMilliseconds(50));

        gate.Open();
        await first;
        Assert.False(second.IsCompleted);
        world.Time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Null(await second);
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task The_lease_of_a_holder_that_died_ends_and_the_waiter_loads()
    {
        await using var world = new CacheWorld();
        var (values, others) = await TwoNodesAsync(world, ShortLease);
        var dead = world.Gates.Close(CallKind.Load, node: "a");
        var first = values.GetAsync("x", default).AsTask();
        await dead.ArrivedAsync();
        var second = others.GetAsync("x", default).AsTask();

        foreach (var look in new[] { 50, 100, 200 })
        {
            await world.Time.SleepingAsync(TimeSpan.FromMilliseconds(look));
            world.Time.Advance(TimeSpan.FromMilliseconds(look));
        }

        Assert.Equal(7, await second);
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
        dead.Open();
        Assert.Equal(7, await first);
    }

    [Fact]
    public async Task Of_those_who_waited_for_a_holder_that_died_one_loads_and_the_others_wait_for_it()
    {
        await using var world = new CacheWorld();
        var (values, others) = await TwoNodesAsync(world, ShortLease);
        var third = await world.StartNodeAsync("c", ShortLease);
        var dead = world.Gates.Close(CallKind.Load, node: "a");
        var first = values.GetAsync("x", default).AsTask();
        await dead.ArrivedAsync();
        var late = world.Gates.Close(CallKind.Load, node: "b");
        var lateToo = world.Gates.Close(CallKind.Load, node: "c");
        Task<long?>[] waiting = [others.GetAsync("x", default).AsTask(), third.BindValues(Leased).GetAsync("x", default).AsTask()];

        foreach (var look in new[] { 50, 100, 200 })
        {
            await world.Time.SleepingAsync(TimeSpan.FromMilliseconds(look), 2);
            world.Time.Advance(TimeSpan.FromMilliseconds(look));
        }
        await Task.WhenAny(late.ArrivedAsync(), lateToo.ArrivedAsync());
        await world.Time.SleepingAsync(TimeSpan.FromMilliseconds(50)); // the other one waits anew
        late.Open();
        lateToo.Open();

        Assert.Equal([7, 7], await Task.WhenAll(waiting));
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
        dead.Open();
        await first;
    }

    [Fact]
    public async Task A_holder_whose_load_fails_gives_the_lease_back_at_once()
    {
        await using var world = new CacheWorld();
        var (values, others) = await TwoNodesAsync(world);
        var gate = world.Gates.Close(CallKind.Load, node: "a");
        using var broken = world.Gates.Fail(CallKind.Load, new TimeoutException("the source"), node: "a");
        var first = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        var second = others.GetAsync("x", default).AsTask();
        await world.Time.SleepingAsync(TimeSpan.FromMilliseconds(50));

        gate.Open();

        await Assert.ThrowsAsync<TimeoutException>(() => first);
        Assert.Equal(7, await second);
    }

    [Fact]
    public async Task A_holder_that_keeps_nothing_gives_the_lease_back_too()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: CacheWorld.Defaults with { MaxValueBytes = 10 });
        var texts = node.Bind("text", static (_, _) => new ValueTask<string>(new string('x', 100)), Leased);

        await texts.GetAsync("x", default);

        Assert.Equal(1, world.Gates.Count(CallKind.Settle));
        Assert.Empty(world.Shared.Keys);
    }

    [Fact]
    public async Task An_answer_that_came_between_the_look_and_the_lease_is_found()
    {
        await using var world = new CacheWorld();
        var (values, others) = await TwoNodesAsync(world);
        var between = world.Gates.Close(CallKind.Lease, node: "b");
        var second = others.GetAsync("x", default).AsTask();
        await between.ArrivedAsync();
        await values.GetAsync("x", default);

        between.Open();

        Assert.Equal(7, await second);
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
        Assert.Equal([world.Shared.Keys[0]], world.Shared.Keys); // and no lease is left
    }

    [Fact]
    public async Task Without_an_answer_to_the_lease_the_node_loads_by_itself()
    {
        await using var world = new CacheWorld();
        var (values, _) = await TwoNodesAsync(world);
        using var broken = world.Gates.Fail(CallKind.Lease, new IOException("broken"));

        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal(0, world.Gates.Count(CallKind.Set)); // what just failed is not asked for more
        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_waiter_that_leaves_neither_loads_nor_holds_anything()
    {
        await using var world = new CacheWorld();
        var (values, others) = await TwoNodesAsync(world);
        var gate = world.Gates.Close(CallKind.Load);
        var first = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        using var impatience = new CancellationTokenSource();
        var second = others.GetAsync("x", impatience.Token).AsTask();
        await world.Time.SleepingAsync(TimeSpan.FromMilliseconds(50));

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.Open();
        await first;
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_hit_is_one_command_a_miss_two_and_a_leased_miss_a_look_a_lease_and_a_settlement()
    {
        await using var world = new CacheWorld();
        var (node, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var (leased, plain) = (node.BindValues(Leased), node.Bind("plain", static (_, _) => new ValueTask<int>(1)));

        await leased.GetAsync("x", default);
        await plain.GetAsync("x", default);
        await other.BindValues(Leased).GetAsync("x", default);

        CallKind[] sharedTier = [CallKind.Get, CallKind.GetMany, CallKind.Set, CallKind.Lease, CallKind.Settle];
        Assert.Equal([CallKind.Get, CallKind.Lease, CallKind.Settle, CallKind.Get, CallKind.Set, CallKind.Get],
            world.Gates.Calls.Select(static call => call.Kind).Where(sharedTier.Contains));
    }

    private static async Task<(CachedOperation<string, long?>, CachedOperation<string, long?>)> TwoNodesAsync(CacheWorld world, CacheOptions? options = null)
    {
        world.Database.Write("x", 7);
        var (node, other) = (await world.StartNodeAsync("a", options), await world.StartNodeAsync("b", options));
        return (node.BindValues(Leased), other.BindValues(Leased));
    }
}
