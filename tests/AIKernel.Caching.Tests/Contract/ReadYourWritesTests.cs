using AIKernel.Caching.Journal;
using AIKernel.Caching.Reading;
using AIKernel.TestKit.Caching;
using Moq;

namespace AIKernel.Caching.Tests.Contract;

/// <summary>G2, G3 and G6: a node serves what it acknowledged; a position makes any node do so; a strong read is a catch-up.</summary>
public sealed class ReadYourWritesTests
{
    [Fact]
    public async Task A_node_serves_the_write_it_acknowledged()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var values = node.BindValues();
        Assert.Null(await values.GetAsync("x", default));

        for (var value = 1L; value <= 20; value++)
        {
            var written = value;
            Assert.Equal(written, await node.Cache.WriteAsync(WriteAsync()));
            Assert.Equal(written, await values.GetAsync("x", default));

            ValueTask<long> WriteAsync()
            {
                world.Database.Write("x", written);
                return new(written);
            }
        }
    }

    [Fact]
    public async Task A_write_whose_catch_up_fails_is_still_acknowledged_and_the_node_serves_nothing_until_it_has_read_again()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        await values.GetAsync("x", default);

        using (world.Gates.Fail(CallKind.Journal, new IOException("gone")))
        {
            world.Database.Write("x", 1);
            Assert.Equal("done", await node.Cache.WriteAsync(new ValueTask<string>("done")));
            Assert.False(node.Follower.Status.Certified);
            Assert.Equal(1, await values.GetAsync("x", default));
            Assert.Equal(1, node.Log.Count(1014));
        }

        await node.CatchUpAsync();
        Assert.True(node.Follower.Status.Certified);
        Assert.Equal(1, await values.GetAsync("x", default));
        var loads = world.Gates.Count(CallKind.Load);
        Assert.Equal(1, await values.GetAsync("x", default));
        Assert.Equal(loads, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_read_that_was_under_way_when_a_write_lost_its_catch_up_does_not_vouch_for_the_node()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var values = node.BindValues();
        await values.GetAsync("x", default);
        var deaf = new Mock<IJournalView>();
        deaf.Setup(static view => view.CatchUpAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new JournalUnavailableException("late"));
        var writer = new Cache<ManualKernelClock>(node.Services, deaf.Object, node.Metrics, node.Log.For<Cache<ManualKernelClock>>());

        // A poll takes its snapshot and is held on its way back; a write commits; its catch-up fails; the poll returns.
        var gate = world.Gates.Close(CallKind.Journal, Hold.After);
        var poll = node.CatchUpAsync();
        await gate.ArrivedAsync();
        world.Database.Write("x", 1);
        await writer.WriteAsync(new ValueTask<int>(1));
        gate.Open();
        await poll;

        Assert.False(node.Follower.Status.Certified);
        Assert.Equal(1, await values.GetAsync("x", default));
        await node.CatchUpAsync();
        Assert.True(node.Follower.Status.Certified);
        Assert.Equal(1, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_write_that_throws_throws_and_reads_no_journal()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var reads = world.Gates.Count(CallKind.Journal);

        await Assert.ThrowsAsync<TimeoutException>(() => node.Cache.WriteAsync(ValueTask.FromException<int>(new TimeoutException())).AsTask());

        Assert.Equal(reads, world.Gates.Count(CallKind.Journal));
        Assert.True(node.Follower.Status.Certified);
    }

    [Fact]
    public async Task A_read_that_presents_a_position_sees_that_write_on_any_node()
    {
        await using var world = new CacheWorld();
        var other = await world.StartNodeAsync("other");
        other.Journal.Notifying = false;
        var values = other.BindValues();
        await values.GetAsync("x", default);

        var position = world.Database.Write("x", 1);
        Assert.Null(await values.GetAsync("x", default)); // bounded staleness allows it
        await other.Follower.CatchUpAsync(position, default);

        Assert.Equal(1, await values.GetAsync("x", default));
    }

    [Fact]
    public async Task A_position_already_seen_costs_nothing()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var position = world.Database.Write("x", 1);
        await node.CatchUpAsync();
        var reads = world.Gates.Count(CallKind.Journal);

        Assert.True(node.Follower.CatchUpAsync(position, default).IsCompletedSuccessfully);
        Assert.Equal(reads, world.Gates.Count(CallKind.Journal));
    }

    [Fact]
    public async Task A_position_in_progress_or_of_another_epoch_or_on_an_uncertified_node_needs_a_read()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var open = world.Database.Begin().Write("x", 1);
        var ended = world.Database.Write("y", 1);
        await node.CatchUpAsync();

        Assert.True(node.Table.Covers(ended));
        Assert.False(node.Table.Covers(new(ended.Epoch, open.Sequence)));
        Assert.False(node.Table.Covers(ended with { Epoch = ended.Epoch + 1 }));
        Assert.False(node.Table.Covers(ended with { Sequence = ended.Sequence + 1 }));

        node.Table.Decertify();
        var reads = world.Gates.Count(CallKind.Journal);
        await node.Follower.CatchUpAsync(ended, default);
        Assert.Equal(reads + 1, world.Gates.Count(CallKind.Journal));
    }

    [Fact]
    public async Task A_strong_read_sees_every_change_committed_before_it_and_still_uses_the_cache()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        node.Journal.Notifying = false;
        var values = node.BindValues();
        world.Database.Write("x", 1);
        await node.CatchUpAsync();
        Assert.Equal(1, await values.GetAsync("x", default));
        var loads = world.Gates.Count(CallKind.Load);

        await node.CatchUpAsync();
        Assert.Equal(1, await values.GetAsync("x", default));
        Assert.Equal(loads, world.Gates.Count(CallKind.Load));

        world.Database.Write("x", 2);
        await node.CatchUpAsync();
        Assert.Equal(2, await values.GetAsync("x", default));
    }
}
