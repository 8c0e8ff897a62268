using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

/// <summary>Answers that are given and not kept.</summary>
public sealed class UnkeptTests
{
    [Fact]
    public async Task What_a_call_loads_that_keeps_nothing_is_in_no_tier_afterwards()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 7);
        await node.CatchUpAsync();

        var trace = CacheTrace.Begin(keepNothing: true);
        Assert.Equal(7, await values.GetAsync("x", default));

        Assert.Equal(CacheOutcome.Miss, trace.Outcome);
        Assert.Equal(0, node.Memory.Entries);
        Assert.Empty(world.Shared.Keys);
    }

    [Fact]
    public async Task A_call_that_keeps_nothing_may_be_served_what_is_kept_already()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await values.GetAsync("x", default);

        var trace = CacheTrace.Begin(keepNothing: true);
        await values.GetAsync("x", default);

        Assert.Equal(CacheOutcome.Memory, trace.Outcome);
    }

    [Fact]
    public async Task A_value_that_its_serializer_cannot_write_is_answered_counted_and_not_kept()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.Bind<double>("numbers", static (_, _) => new(double.NaN));

        Assert.Equal(double.NaN, await values.GetAsync("x", default));
        Assert.Equal(double.NaN, await values.GetAsync("x", default));

        Assert.Equal(2, node.Statistics.EncodingFaults.Value);
        Assert.Equal(0, node.Memory.Entries);
        Assert.Empty(world.Shared.Keys);
    }

    [Fact]
    public async Task A_tag_rule_that_throws_is_counted_and_its_value_not_kept()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.Bind<int>("numbers", static (_, _) => new(7), tags: static (_, _, _) => throw new InvalidOperationException("No tags today."));

        Assert.Equal(7, await values.GetAsync("x", default));

        Assert.Equal(1, node.Statistics.EncodingFaults.Value);
        Assert.Equal(0, node.Memory.Entries);
    }
}
