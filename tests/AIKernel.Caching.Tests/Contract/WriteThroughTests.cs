using AIKernel.Caching.Journal;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Contract;

/// <summary>What a write makes known is kept, unless something else happened that it may lack.</summary>
public sealed class WriteThroughTests
{
    [Fact]
    public async Task The_next_reader_of_what_was_written_finds_it_and_so_does_another_node()
    {
        await using var world = new CacheWorld();
        var (node, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var (values, elsewhere) = (node.BindValues(), other.BindValues());
        world.Database.Write("x", 1);
        await node.CatchUpAsync();
        Assert.Equal(1, await values.GetAsync("x", default));

        await WriteAsync(node, values, "x", 2);
        await other.CatchUpAsync();
        Assert.Equal(2, await values.GetAsync("x", default));
        Assert.Equal(2, await elsewhere.GetAsync("x", default));
        Assert.Equal(1, world.Gates.Count(CallKind.Load)); // that of 1
    }

    [Fact]
    public async Task What_is_kept_so_dies_with_the_next_change()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await WriteAsync(node, values, "x", 1);
        world.Database.Write("x", 2);
        await node.CatchUpAsync();
        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task It_is_kept_beside_a_transaction_that_began_earlier()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var longRunning = world.Database.Begin();
        await WriteAsync(node, values, "x", 1);
        Assert.Equal(1, await values.GetAsync("x", default));
        Assert.Equal(0, world.Gates.Count(CallKind.Load));

        longRunning.Write("x", 2).Commit();
        await node.CatchUpAsync();
        Assert.Equal(2, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_change_before_it_that_the_node_had_not_heard_of_is_not_hidden_by_it()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await WriteAsync(node, values, "x", 2, meanwhile: () => world.Database.Write("x", 1));
        await IsLoadedAsync(world, values, 2);
    }

    [Fact]
    public async Task A_change_after_it_and_before_the_node_caught_up_is_not_hidden_by_it()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await WriteAsync(node, values, "x", 1, afterwards: () => world.Database.Write("x", 2));
        await IsLoadedAsync(world, values, 2);
    }

    [Fact]
    public async Task Nor_one_whose_transaction_began_before_it()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var older = world.Database.Begin();
        await WriteAsync(node, values, "x", 1, afterwards: () => older.Write("x", 2).Commit());
        await IsLoadedAsync(world, values, 2);
    }

    [Fact]
    public async Task Nor_one_between_two_others()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var (first, second) = (world.Database.Begin(), world.Database.Begin());
        await WriteAsync(node, values, "x", 1, afterwards: () =>
        {
            second.Write("x", 2).Commit();
            first.Write("x", 3).Commit();
        });
        await IsLoadedAsync(world, values, 3);
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_write_in_another_history()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await WriteAsync(node, values, "x", 1, afterwards: () => world.Database.FailOver(lostCommits: 1));
        Assert.Null(await values.GetAsync("x", default));
    }

    [Fact]
    public async Task Nothing_is_kept_while_the_node_cannot_catch_up()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        using var broken = world.Gates.Fail(CallKind.Journal, new IOException("broken"));
        await WriteAsync(node, values, "x", 1);
        Assert.False(node.Follower.Status.Certified);
        await IsLoadedAsync(world, values, 1);
    }

    [Fact]
    public async Task A_write_that_fails_says_so_and_keeps_nothing()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        var told = 0;
        await Assert.ThrowsAsync<IOException>(async () => await node.Cache.WriteAsync<JournalPosition>(() => throw new IOException("broken"), _ =>
        {
            told++;
            return [];
        }));
        Assert.Equal(0, told);
        Assert.Null(await values.GetAsync("x", default));
    }

    [Fact]
    public async Task What_cannot_be_told_of_a_write_is_counted_and_the_write_has_happened()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        Assert.Equal(7, await node.Cache.WriteAsync(
            () =>
            {
                world.Database.Write("x", 1);
                return new ValueTask<int>(7);
            },
            static _ => throw new InvalidOperationException("No answers.")));
        Assert.Equal(1, node.Statistics.EncodingFaults.Value);
        await IsLoadedAsync(world, values, 1);
    }

    [Fact]
    public async Task A_call_that_wants_nothing_kept_keeps_nothing()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await Task.Run(() =>
        {
            CacheTrace.Begin(keepNothing: true);
            return WriteAsync(node, values, "x", 1);
        });
        await IsLoadedAsync(world, values, 1);
    }

    private static async Task WriteAsync(CacheHarness node, CachedOperation<string, long?> values, string key, long value, Action? meanwhile = null, Action? afterwards = null) =>
        await node.Cache.WriteAsync(
            () =>
            {
                meanwhile?.Invoke();
                var position = node.Database.Write(key, value);
                afterwards?.Invoke();
                return new ValueTask<JournalPosition>(position);
            },
            position => [values.Written(key, value, position)]);

    private static async Task IsLoadedAsync(CacheWorld world, CachedOperation<string, long?> values, long expected)
    {
        var loads = world.Gates.Count(CallKind.Load);
        Assert.Equal(expected, await values.GetAsync("x", default));
        Assert.Equal(loads + 1, world.Gates.Count(CallKind.Load));
    }
}
