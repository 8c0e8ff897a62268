using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Sharing;

public sealed class GuardedSharedTierTests
{
    private static readonly CacheOptions ThreeStrikes = CacheWorld.Defaults with { CircuitThreshold = 3 };
    private static readonly CacheOptions NeverProbed = ThreeStrikes with { SharedTierProbeInterval = Timeout.InfiniteTimeSpan };

    [Fact]
    public async Task Without_a_shared_tier_nothing_is_answered_and_nothing_counted()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(shared: false);

        Assert.False((await node.Guarded.GetAsync("k")).Answered);
        Assert.False((await node.Guarded.TryLeaseAsync("k", "t")).Answered);
        Assert.Equal(SharedTierState.None, node.Guarded.State);
        Assert.Equal(0, node.Statistics.CircuitRejections.Value);
    }

    [Fact]
    public async Task Failures_in_a_row_open_the_circuit_and_an_answer_between_begins_the_row_anew()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: NeverProbed);
        await FailAsync(world, node, 2);
        Assert.True((await node.Guarded.GetAsync("k")).Answered);

        await FailAsync(world, node, 2);
        Assert.Equal(SharedTierState.Closed, node.Guarded.State);
        await FailAsync(world, node, 1);
        Assert.Equal(SharedTierState.Open, node.Guarded.State);
        Assert.Equal(1, node.Log.Count(1000));
    }

    [Fact]
    public async Task An_open_circuit_answers_at_once_and_asks_nobody()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: NeverProbed);
        await FailAsync(world, node, 3);
        var calls = world.Gates.Calls.Count;

        var refused = node.Guarded.GetAsync("k");

        Assert.True(refused.IsCompletedSuccessfully);
        Assert.False((await refused).Answered);
        Assert.Equal(calls, world.Gates.Calls.Count);
        Assert.Equal(1, node.Statistics.CircuitRejections.Value);
    }

    [Fact]
    public async Task When_its_time_is_up_one_call_is_tried_and_the_others_are_refused_until_it_is_answered()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: NeverProbed);
        await FailAsync(world, node, 3);
        world.Time.Advance(node.Options.CircuitBreak);
        var gate = world.Gates.Close(CallKind.Get);

        var tried = node.Guarded.GetAsync("k").AsTask();
        await gate.ArrivedAsync();
        Assert.Equal(SharedTierState.HalfOpen, node.Guarded.State);
        Assert.False((await node.Guarded.GetAsync("k")).Answered);
        Assert.Equal(1, gate.Arrivals);

        gate.Open();
        Assert.True((await tried).Answered);
        Assert.Equal(SharedTierState.Closed, node.Guarded.State);
        Assert.True((await node.Guarded.GetAsync("k")).Answered);
    }

    [Fact]
    public async Task A_tried_call_that_fails_leaves_the_circuit_open_for_as_long_again()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: NeverProbed);
        await FailAsync(world, node, 3);
        for (var round = 1; round <= 3; round++)
        {
            world.Time.Advance(node.Options.CircuitBreak);
            var calls = world.Gates.Count(CallKind.Get);
            await FailAsync(world, node, 2);
            Assert.Equal(SharedTierState.Open, node.Guarded.State);
            Assert.Equal(calls + 1, world.Gates.Count(CallKind.Get));
        }
    }

    [Fact]
    public async Task A_probe_in_the_background_closes_the_circuit_when_it_is_answered()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: ThreeStrikes);
        using (world.Gates.Fail(CallKind.Probe, new IOException("reset")))
        {
            await FailAsync(world, node, 3);
            for (var probe = 1; probe <= 3; probe++)
            {
                await world.Time.SleepingAsync(node.Options.SharedTierProbeInterval);
                Assert.Equal(SharedTierState.Open, node.Guarded.State);
                world.Time.Advance(node.Options.SharedTierProbeInterval);
            }
            await world.Time.SleepingAsync(node.Options.SharedTierProbeInterval);
        }
        world.Time.Advance(node.Options.SharedTierProbeInterval);
        await node.Log.WrittenAsync(1001);

        Assert.Equal(SharedTierState.Closed, node.Guarded.State);
        Assert.True((await node.Guarded.GetAsync("k")).Answered);
    }

    [Fact]
    public async Task Closed_on_somebodys_word_the_circuit_opens_again_at_the_first_failure_until_an_answer_has_proved_it()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: NeverProbed);
        await FailAsync(world, node, 3);

        node.SharedTier!.Restore();
        Assert.Equal(SharedTierState.Closed, node.Guarded.State);
        await FailAsync(world, node, 1);
        Assert.Equal(SharedTierState.Open, node.Guarded.State);

        node.SharedTier!.Restore();
        Assert.True((await node.Guarded.GetAsync("k")).Answered);
        await FailAsync(world, node, 2);
        Assert.Equal(SharedTierState.Closed, node.Guarded.State);
    }

    [Fact]
    public async Task A_circuit_that_opens_again_is_probed_again()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: ThreeStrikes);
        for (var round = 1; round <= 3; round++)
        {
            await FailAsync(world, node, 3);
            await world.Time.SleepingAsync(node.Options.SharedTierProbeInterval);
            world.Time.Advance(node.Options.SharedTierProbeInterval);
            await node.Log.WrittenAsync(1001, round);
            Assert.True((await node.Guarded.GetAsync("k")).Answered);
        }
    }

    [Fact]
    public async Task Calls_that_are_given_up_open_the_circuit_too()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: NeverProbed);
        var gate = world.Gates.Close(CallKind.Get);
        var calls = Enumerable.Range(0, 3).Select(_ => node.Guarded.GetAsync("k").AsTask()).ToArray();
        await gate.ArrivedAsync(3);

        world.Time.Advance(node.Options.SharedTierDeadline);

        Assert.All(await Task.WhenAll(calls), static answer => Assert.False(answer.Answered));
        Assert.Equal(3, node.Statistics.SharedTierErrors("timeout").Value);
        Assert.Equal(SharedTierState.Open, node.Guarded.State);
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_reaches_no_later_call()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        world.Shared.Set("late", [1], TimeSpan.FromHours(1));
        world.Shared.Set("timely", [2], TimeSpan.FromHours(1));
        var gate = world.Gates.Close(CallKind.Get);
        var late = node.Guarded.GetAsync("late").AsTask();
        await gate.ArrivedAsync();
        world.Time.Advance(node.Options.SharedTierDeadline);
        Assert.False((await late).Answered);

        var timely = node.Guarded.GetAsync("timely").AsTask();
        await gate.ArrivedAsync(2);
        gate.Open();

        Assert.Equal([2], (await timely).Value!.Memory.ToArray());
    }

    [Fact]
    public async Task A_log_that_fails_is_the_callers_fault_to_hear_of_and_never_the_end_of_the_process()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Log.BeforeWrite = static id => throw new InvalidOperationException($"The log does not take {id}.");
        var gate = world.Gates.Close(CallKind.Get);
        var late = node.Guarded.GetAsync("late").AsTask();
        await gate.ArrivedAsync();
        world.Time.Advance(node.Options.SharedTierDeadline);
        await Assert.ThrowsAsync<InvalidOperationException>(() => late);

        using var fault = world.Gates.Fail(CallKind.Get, new IOException("reset"));
        var failing = node.Guarded.GetAsync("failing").AsTask();
        await gate.ArrivedAsync(2);
        gate.Open();
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        node.Log.BeforeWrite = null;
    }

    [Fact]
    public async Task A_lease_that_is_given_out_too_late_is_given_back()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var gate = world.Gates.Close(CallKind.Lease, Hold.After);
        var attempt = node.Guarded.TryLeaseAsync("k", "token").AsTask();
        await gate.ArrivedAsync();
        Assert.True(world.Shared.IsLeased("k"));
        world.Time.Advance(node.Options.SharedTierDeadline);
        Assert.False((await attempt).Answered);

        var back = world.Gates.Close(CallKind.Settle, Hold.After);
        gate.Open();
        await back.ArrivedAsync();

        Assert.False(world.Shared.IsLeased("k"));
        back.Open();
    }

    private static async Task FailAsync(CacheWorld world, CacheHarness node, int times)
    {
        using var fault = world.Gates.Fail(CallKind.Get, new IOException("reset"));
        for (var i = 0; i < times; i++) Assert.False((await node.Guarded.GetAsync("k")).Answered);
    }
}
