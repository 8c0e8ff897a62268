using AIKernel.Caching.Tests.Simulation;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

public sealed class RefreshAheadTests
{
    private static readonly EntryPolicy Refreshed = EntryPolicy.Of(TimeSpan.FromSeconds(60)) with { RefreshAhead = TimeSpan.FromSeconds(10), Lease = true };
    private static readonly TimeSpan NearTheEnd = TimeSpan.FromSeconds(51);

    [Fact]
    public async Task A_value_near_its_end_is_served_at_once_while_one_load_replaces_it()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await AdvanceAsync(world, NearTheEnd, node);
        var load = world.Gates.Close(CallKind.Load);

        for (var i = 0; i < 5; i++)
        {
            var hit = values.GetAsync("x", default);
            Assert.True(hit.IsCompletedSuccessfully);
            Assert.Equal(7, await hit);
        }
        await load.ArrivedAsync();
        await SettledAsync(world, load);

        Assert.Equal(2, world.Gates.Count(CallKind.Load));
        Assert.Equal(1, node.Statistics.Operation("test.value").Refreshes.Value);
        await AdvanceAsync(world, TimeSpan.FromSeconds(49), node); // beyond the first life, within the second
        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_cluster_refreshes_once_and_the_other_node_takes_the_answer_over()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        var other = await world.StartNodeAsync("b");
        var others = other.BindValues(Refreshed);
        await others.GetAsync("x", default);
        await AdvanceAsync(world, NearTheEnd, node, other);
        var load = world.Gates.Close(CallKind.Load);
        await values.GetAsync("x", default);
        await load.ArrivedAsync();
        var refused = world.Gates.Close(CallKind.Lease, Hold.After, "b");
        await others.GetAsync("x", default);
        await refused.ArrivedAsync();
        refused.Open();
        Rest.Until(() => new FlightProbe(others).Count(static _ => true).Flights == 0, static () => "the refused refresh does not end");
        await SettledAsync(world, load);

        await AdvanceAsync(world, TimeSpan.FromSeconds(1), node, other);
        var taken = world.Gates.Close(CallKind.Get, Hold.After, "b");
        await others.GetAsync("x", default);
        await taken.ArrivedAsync();
        taken.Open();
        Rest.Until(() => other.Statistics.Operation("test.value").SharedHits.Value == 2, static () => "the answer is not taken over");
        await AdvanceAsync(world, TimeSpan.FromSeconds(30), node, other); // beyond the first life

        Assert.Equal(7, await others.GetAsync("x", default));
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_refresh_begun_before_a_change_never_puts_the_old_value_back()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await AdvanceAsync(world, NearTheEnd, node);
        var load = world.Gates.Close(CallKind.Load, Hold.After);
        await values.GetAsync("x", default);
        await load.ArrivedAsync();

        world.Database.Write("x", 8);
        await node.CatchUpAsync();
        await SettledAsync(world, load);

        Assert.Equal(8, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_value_that_was_changed_is_not_served_while_it_is_refreshed()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await AdvanceAsync(world, NearTheEnd, node);
        var load = world.Gates.Close(CallKind.Load, Hold.After);
        await values.GetAsync("x", default);
        await load.ArrivedAsync();
        world.Database.Write("x", 8);
        await node.CatchUpAsync();

        // It joins the refresh, whose answer turns out too old for it, and loads for itself.
        var read = values.GetAsync("x", default).AsTask();
        Assert.False(read.IsCompleted);
        load.Open();

        Assert.Equal(8, await read);
    }

    [Fact]
    public async Task A_value_that_has_expired_is_not_served_while_it_is_loaded()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await AdvanceAsync(world, TimeSpan.FromSeconds(60), node);
        var load = world.Gates.Close(CallKind.Load);

        var read = values.GetAsync("x", default).AsTask();
        await load.ArrivedAsync();
        Assert.False(read.IsCompleted);
        load.Open();
        Assert.Equal(7, await read);
    }

    [Fact]
    public async Task A_refresh_that_fails_leaves_the_value_and_is_tried_again_after_a_second()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await AdvanceAsync(world, NearTheEnd, node);
        using (world.Gates.Fail(CallKind.Load, new TimeoutException("the source")))
        {
            await values.GetAsync("x", default);
            await world.Gates.FaultedAsync(CallKind.Load);
        }
        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal(2, world.Gates.Count(CallKind.Load));

        await AdvanceAsync(world, TimeSpan.FromSeconds(1), node);
        var load = world.Gates.Close(CallKind.Load);
        Assert.Equal(7, await values.GetAsync("x", default));
        await load.ArrivedAsync();
        await SettledAsync(world, load);
        Assert.Equal(3, world.Gates.Count(CallKind.Load));
    }

    private static async Task<(CacheHarness Node, CachedOperation<string, long?> Values)> WarmAsync(CacheWorld world)
    {
        world.Database.Write("x", 7);
        var node = await world.StartNodeAsync();
        var values = node.BindValues(Refreshed);
        await values.GetAsync("x", default);
        return (node, values);
    }

    /// <summary>Opens a load that is held and waits until its answer is settled: then it is in memory.</summary>
    private static async Task SettledAsync(CacheWorld world, Gate load)
    {
        var settled = world.Gates.Close(CallKind.Settle, Hold.After);
        load.Open();
        await settled.ArrivedAsync();
        settled.Open();
    }

    private static async Task AdvanceAsync(CacheWorld world, TimeSpan by, params CacheHarness[] nodes)
    {
        world.Time.Advance(by);
        foreach (var node in nodes) await node.CatchUpAsync();
    }
}
