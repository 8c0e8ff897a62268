using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

public sealed class FailSafeTests
{
    private static readonly EntryPolicy Safe = EntryPolicy.Of(TimeSpan.FromSeconds(60)) with { FailSafe = TimeSpan.FromSeconds(300) };
    private static readonly TimeoutException Gone = new("the source");

    [Fact]
    public async Task An_expired_value_is_revived_when_the_source_fails_and_says_so()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await AdvanceAsync(world, node, 61);
        using var broken = world.Gates.Fail(CallKind.Load, Gone);
        var trace = CacheTrace.Begin();

        Assert.Equal(7, await values.GetAsync("x", default));

        Assert.Equal(CacheOutcome.Stale, trace.Outcome);
        Assert.Equal(1, node.Statistics.Operation("test.value").StaleServed.Value);
        Assert.Equal(1, node.Log.Count(1003));
    }

    [Fact]
    public async Task A_value_known_to_be_invalidated_is_never_revived()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        world.Database.Write("x", 8);
        await node.CatchUpAsync();
        using var broken = world.Gates.Fail(CallKind.Load, Gone);

        await Assert.ThrowsAsync<TimeoutException>(() => values.GetAsync("x", default).AsTask());
        await AdvanceAsync(world, node, 61);
        await Assert.ThrowsAsync<TimeoutException>(() => values.GetAsync("x", default).AsTask());
    }

    [Fact]
    public async Task Beyond_the_window_callers_get_the_source_s_own_fault()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        using var broken = world.Gates.Fail(CallKind.Load, Gone);
        await AdvanceAsync(world, node, 359);
        Assert.Equal(7, await values.GetAsync("x", default));

        await AdvanceAsync(world, node, 1);
        Assert.Same(Gone, await Assert.ThrowsAsync<TimeoutException>(() => values.GetAsync("x", default).AsTask()));
    }

    [Fact]
    public async Task Without_the_policy_nothing_is_revived()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world, EntryPolicy.Of(TimeSpan.FromSeconds(60)));
        await AdvanceAsync(world, node, 61);
        using var broken = world.Gates.Fail(CallKind.Load, Gone);

        await Assert.ThrowsAsync<TimeoutException>(() => values.GetAsync("x", default).AsTask());
    }

    [Fact]
    public async Task With_the_database_gone_an_unexpired_value_goes_on_being_served_as_stale()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        using var unread = world.Gates.Fail(CallKind.Journal, Gone);
        using var broken = world.Gates.Fail(CallKind.Load, Gone);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(node.Follower.Status.Certified);
        var trace = CacheTrace.Begin();

        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal(CacheOutcome.Stale, trace.Outcome);
    }

    [Fact]
    public async Task After_a_write_of_its_own_that_it_could_not_read_back_a_node_revives_nothing()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        using var unread = world.Gates.Fail(CallKind.Journal, Gone);
        using var broken = world.Gates.Fail(CallKind.Load, Gone);
        world.Database.Write("x", 8);
        await node.Cache.WriteAsync(new ValueTask<bool>(true));

        await Assert.ThrowsAsync<TimeoutException>(() => values.GetAsync("x", default).AsTask());
    }

    [Fact]
    public async Task A_failing_source_is_asked_again_after_a_second_and_then_believed()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await AdvanceAsync(world, node, 61);
        using (world.Gates.Fail(CallKind.Load, Gone))
        {
            for (var i = 0; i < 10; i++) Assert.Equal(7, await values.GetAsync("x", default));
            Assert.Equal(2, world.Gates.Count(CallKind.Load)); // the first life's, and one failure for all ten
        }

        await AdvanceAsync(world, node, 1);
        var trace = CacheTrace.Begin();
        Assert.Equal(7, await values.GetAsync("x", default));
        Assert.Equal(CacheOutcome.Miss, trace.Outcome);
    }

    [Fact]
    public async Task Everybody_who_joined_the_failing_load_is_served_the_stale_value()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await AdvanceAsync(world, node, 61);
        using var broken = world.Gates.Fail(CallKind.Load, Gone);
        var gate = world.Gates.Close(CallKind.Load);
        var reads = Enumerable.Range(0, 5).Select(_ => values.GetAsync("x", default).AsTask()).ToList();
        await gate.ArrivedAsync();

        gate.Open();

        Assert.All(await Task.WhenAll(reads), static value => Assert.Equal(7, value));
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task What_another_node_left_in_the_shared_tier_is_revived_too()
    {
        await using var world = new CacheWorld();
        var other = await world.StartNodeAsync("b");
        await WarmAsync(world);
        var values = other.BindValues(Safe);
        await other.CatchUpAsync();
        using var unread = world.Gates.Fail(CallKind.Journal, Gone);
        using var broken = world.Gates.Fail(CallKind.Load, Gone);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(7, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_batch_is_revived_when_all_of_it_can_be()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await values.GetAsync("y", default);
        await AdvanceAsync(world, node, 61);
        using var broken = world.Gates.Fail(CallKind.Load, Gone);

        Assert.Equal([null, 7], await values.GetManyAsync(["y", "x"], default));
        await Assert.ThrowsAsync<TimeoutException>(() => values.GetManyAsync(["x", "never seen"], default).AsTask());
    }

    [Fact]
    public async Task A_caller_that_leaves_is_not_a_failure_of_the_source()
    {
        await using var world = new CacheWorld();
        var (node, values) = await WarmAsync(world);
        await AdvanceAsync(world, node, 61);
        var gate = world.Gates.Close(CallKind.Load);
        using var impatience = new CancellationTokenSource();
        var read = values.GetAsync("x", impatience.Token).AsTask();
        await gate.ArrivedAsync();

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(0, node.Statistics.Operation("test.value").StaleServed.Value);
    }

    private static async Task<(CacheHarness Node, CachedOperation<string, long?> Values)> WarmAsync(CacheWorld world, EntryPolicy? policy = null)
    {
        world.Database.Write("x", 7);
        var node = await world.StartNodeAsync();
        var values = node.BindValues(policy ?? Safe);
        await values.GetAsync("x", default);
        return (node, values);
    }

    private static async Task AdvanceAsync(CacheWorld world, CacheHarness node, int seconds)
    {
        world.Time.Advance(TimeSpan.FromSeconds(seconds));
        await node.CatchUpAsync();
    }
}
