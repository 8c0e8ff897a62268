using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

public sealed class BatchTests
{
    [Fact]
    public async Task Order_and_duplicates_are_kept_with_one_shared_read_and_one_load()
    {
        await using var world = new CacheWorld();
        var (node, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var (values, others) = (node.BindValues(), other.BindValues());
        foreach (var (name, value) in new[] { ("m", 1), ("s", 2), ("l", 3) }) world.Database.Write(name, value);
        await node.CatchUpAsync();
        await other.CatchUpAsync();
        await values.GetAsync("m", default); // in memory
        await others.GetAsync("s", default); // in the shared tier
        var before = world.Gates.Calls.Count;

        Assert.Equal([3, 2, 1, null, 1, 3], await values.GetManyAsync(["l", "s", "m", "none", "m", "l"], default));

        var calls = world.Gates.Calls.Skip(before).Where(static call => call.Kind is not CallKind.Set and not CallKind.Journal).ToList();
        Assert.Equal([CallKind.GetMany, CallKind.Load], calls.Select(static call => call.Kind));
        Assert.Equal("l none", calls[1].Key);
    }

    [Fact]
    public async Task What_a_batch_found_is_a_hit_for_single_reads_and_the_other_way_round()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await values.GetManyAsync(["x", "y"], default);
        await values.GetAsync("x", default);
        await values.GetAsync("z", default);
        await values.GetManyAsync(["x", "y", "z"], default);

        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task An_empty_batch_asks_nobody()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var calls = world.Gates.Calls.Count(static call => call.Kind != CallKind.Journal);

        Assert.Empty(await values.GetManyAsync([], default));
        Assert.Equal(calls, world.Gates.Calls.Count(static call => call.Kind != CallKind.Journal));
    }

    [Fact]
    public async Task A_batch_held_while_a_value_changes_does_not_put_the_old_value_back()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 1);
        await node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Load, Hold.After);
        var batch = values.GetManyAsync(["x", "y"], default).AsTask();
        await gate.ArrivedAsync();

        world.Database.Write("x", 2);
        await node.CatchUpAsync();
        gate.Open();

        Assert.Equal([1, null], await batch);
        Assert.Equal([2, null], await values.GetManyAsync(["x", "y"], default));
        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_batch_on_a_node_that_is_not_certified_asks_the_source_and_keeps_nothing()
    {
        await using var world = new CacheWorld();
        var node = world.NewNode();
        var values = node.BindValues();

        Assert.Equal([null, null], await values.GetManyAsync(["x", "y"], default));
        Assert.Equal(0, world.Gates.Count(CallKind.GetMany));
        Assert.Equal(0, node.Memory.Entries);
    }

    [Fact]
    public async Task An_operation_without_a_batch_loader_says_so()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var single = node.Bind("single", static (_, _) => new ValueTask<int>(1));

        Assert.Contains("test.single", (await Assert.ThrowsAsync<InvalidOperationException>(() => single.GetManyAsync(["x"], default).AsTask())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_shared_tier_that_answers_another_number_of_questions_is_a_fault_not_an_answer(int answers)
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        world.Database.Write("x", 7);
        await node.CatchUpAsync();
        node.SharedTier!.Reshape = _ => new byte[]?[answers];

        Assert.Equal([7, null], await values.GetManyAsync(["x", "y"], default));
        Assert.Equal(1, node.Statistics.SharedTierErrors("fault").Value);
    }

    [Fact]
    public async Task A_source_that_answers_another_number_of_questions_is_a_bug_that_is_told()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var bad = node.Cache.Bind(new OperationDefinition<object, string, int>
        {
            Prefix = "test",
            Name = "bad",
            Policy = EntryPolicy.Of(TimeSpan.FromHours(1)),
            Serializer = CacheHarness.Serializer<int>(),
            Key = static (key, text) => key.Add(text),
            Tags = static (tags, text, _) => tags.Add(text),
            Load = static (_, _, _) => new(1),
            LoadMany = static (_, _, _) => new([1]),
        }, new object());

        await Assert.ThrowsAsync<InvalidOperationException>(() => bad.GetManyAsync(["x", "y"], default).AsTask());
        Assert.Equal(0, node.Memory.Entries);
    }
}
