using AIKernel.Caching.Journal;
using AIKernel.Caching.Strategies;

namespace AIKernel.Caching.Tests.Strategies;

/// <summary>The log's follower, flusher and order, one interleaving at a time.</summary>
public sealed class WriteBehindTests : IDisposable
{
    private readonly BehindNode _node = new(new() { BatchSize = 10, FlushInterval = TimeSpan.FromSeconds(5) });

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task What_has_reached_the_database_is_remembered_until_the_journal_has_shown_it()
    {
        var first = _node.Behind.Append(BehindNode.Write("a"));
        await _node.Follower.ReadAsync(default);
        Assert.Equal(0, _node.CatchUps);
        var journal = new TaskCompletionSource();
        _node.Journal = journal.Task;
        _node.Behind.Remove(first);
        var read = _node.Follower.ReadAsync(default);
        Assert.NotNull(_node.Pending.Find("a"));
        Assert.Equal(1, _node.CatchUps);
        journal.SetResult();
        await read;
        Assert.Null(_node.Pending.Find("a"));
    }

    [Fact]
    public async Task Where_the_journal_cannot_be_read_nothing_is_forgotten()
    {
        _node.Behind.Remove(_node.Behind.Append(BehindNode.Write("b")));
        _node.Pending.Add(1, BehindNode.Write("a"));
        _node.Journal = Task.FromException(new JournalUnavailableException("away"));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _node.Follower.ReadAsync(default));
        Assert.NotNull(_node.Pending.Find("a"));
    }

    [Fact]
    public async Task What_is_appended_while_the_log_is_looked_at_is_not_taken_for_flushed()
    {
        _node.Behind.Remove(_node.Behind.Append(BehindNode.Write("a")));
        _node.Pending.Add(1, BehindNode.Write("a"));
        // The look finds nothing; what comes after it is in the log all the same.
        _node.Behind.AfterLook = () => _node.Pending.Add(_node.Behind.Append(BehindNode.Write("b")), BehindNode.Write("b"));
        await _node.Follower.ReadAsync(default);
        Assert.Null(_node.Pending.Find("a"));
        Assert.NotNull(_node.Pending.Find("b"));
    }

    [Fact]
    public async Task A_later_write_of_a_key_is_not_forgotten_with_an_earlier_one()
    {
        var first = _node.Behind.Append(BehindNode.Write("a"));
        await _node.Follower.ReadAsync(default);
        _node.Behind.Remove(first);
        var second = _node.Behind.Append(BehindNode.Write("a"));
        await _node.Follower.ReadAsync(default);
        Assert.Equal(second, _node.Pending.Find("a")!.Sequence);
    }

    [Fact]
    public void Of_the_writes_of_a_key_the_latest_counts_in_whatever_order_they_are_heard_of()
    {
        foreach (var sequence in new long[] { 3, 5, 4 }) _node.Pending.Add(sequence, BehindNode.Write("a"));
        Assert.Equal((5, 5), (_node.Pending.Find("a")!.Sequence, _node.Pending.Highest));
    }

    [Fact]
    public async Task A_full_batch_is_flushed_at_once_and_what_is_less_when_it_has_waited()
    {
        for (var i = 0; i < 25; i++) _node.Behind.Append(BehindNode.Write($"k{i}"));
        Assert.Equal(20, await _node.Follower.FlushDueAsync(default));
        Assert.Equal(0, await _node.Follower.FlushDueAsync(default));
        _node.Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await _node.Follower.FlushDueAsync(default));
        _node.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(5, await _node.Follower.FlushDueAsync(default));
        Assert.Equal([10, 10, 5], _node.Store.Batches);
        Assert.Empty(_node.Behind.Sequences);
    }

    [Fact]
    public async Task Of_a_key_only_the_last_write_of_a_batch_is_written_and_all_leave_the_log()
    {
        foreach (var key in new[] { "a", "b", "a", "a" }) _node.Behind.Append(BehindNode.Write(key));
        Assert.Equal(4, await _node.Flusher.FlushBelowAsync(long.MaxValue, default));
        Assert.Equal((4, 2), (_node.Store.Find("a")!.Sequence, _node.Store.Batches.Single()));
    }

    [Fact]
    public async Task Only_what_is_below_the_given_sequence_is_flushed()
    {
        for (var i = 0; i < 15; i++) _node.Behind.Append(BehindNode.Write($"k{i}"));
        Assert.Equal(12, await _node.Flusher.FlushBelowAsync(13, default));
        Assert.Equal([13, 14, 15], _node.Behind.Sequences);
    }

    [Fact]
    public async Task What_is_refused_or_cannot_be_read_is_put_aside_and_the_value_before_it_kept()
    {
        var good = BehindNode.Write("poison");
        var poison = good with { Policy = "poison" };
        _node.Store.Refuses = static write => write.Policy == "poison";
        foreach (var write in new StoredWrite?[] { BehindNode.Write("a"), good, poison, null, BehindNode.Write("b") }) _node.Behind.Append(write);
        Assert.Equal(5, await _node.Flusher.FlushBelowAsync(long.MaxValue, default));
        Assert.Equal([4, 3], _node.Behind.Dead.Select(static dead => dead.Item.Sequence));
        Assert.Equal((1, 2, 5), (_node.Store.Find("a")!.Sequence, _node.Store.Find("poison")!.Sequence, _node.Store.Find("b")!.Sequence));
        Assert.Empty(_node.Behind.Sequences);
    }

    [Fact]
    public async Task What_the_store_fails_at_stays_in_the_log()
    {
        _node.Behind.Append(BehindNode.Write("a"));
        _node.Store.Fault = new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(() => _node.Flusher.FlushBelowAsync(long.MaxValue, default));
        Assert.Equal([1], _node.Behind.Sequences);
        Assert.Empty(_node.Behind.Dead);
    }

    [Fact]
    public async Task Until_something_is_written_behind_the_store_gives_the_order_and_afterwards_the_log()
    {
        await WriteAsync("a");
        await _node.Order.AppendAsync([BehindNode.Write("b")], default);
        await WriteAsync("c");
        Assert.Equal(2, _node.Store.Orders.Count);
        Assert.Null(_node.Store.Orders[0]);
        Assert.Equal((1001, 1002), (_node.Store.Find("b")!.Sequence, _node.Store.Orders[1]));
        // What had come before it was brought to the store first.
        Assert.Empty(_node.Behind.Sequences);
    }

    [Fact]
    public async Task A_log_that_another_node_has_opened_is_found_when_the_store_asks_for_a_sequence()
    {
        await _node.Store.OpenLogAsync(default);
        await WriteAsync("a");
        Assert.Equal([1001], _node.Store.Orders);
    }

    [Fact]
    public async Task While_the_log_is_away_nothing_is_acknowledged_that_it_would_have_to_order()
    {
        await WriteAsync("a");
        _node.Behind.IsAway = true;
        await Assert.ThrowsAsync<WriteBehindUnavailableException>(() => _node.Order.AppendAsync([BehindNode.Write("b")], default));
        Assert.Null(_node.Pending.Find("b"));
        await Assert.ThrowsAsync<WriteBehindUnavailableException>(() => WriteAsync("c"));
        Assert.Null(_node.Store.Find("c"));
    }

    [Fact]
    public async Task A_sequence_is_above_all_that_this_node_has_ever_seen()
    {
        _node.Pending.Add(5_000, BehindNode.Write("seen"));
        await _node.Order.AppendAsync([BehindNode.Write("b")], default);
        Assert.Equal(5_001, _node.Pending.Find("b")!.Sequence);
    }

    [Fact]
    public async Task A_node_reads_the_log_before_its_start_is_over_and_empties_it_before_its_end()
    {
        _node.Behind.Append(BehindNode.Write("a"));
        await _node.Follower.StartAsync(default);
        Assert.NotNull(_node.Pending.Find("a"));
        await _node.Order.AppendAsync([BehindNode.Write("b")], default);
        await _node.Follower.StopAsync(default);
        Assert.Empty(_node.Behind.Sequences);
        Assert.NotNull(_node.Store.Find("b"));
    }

    [Fact]
    public async Task A_log_that_is_away_is_told_once_and_what_was_known_long_ago_is_forgotten()
    {
        var poll = TimeSpan.FromMilliseconds(250);
        _node.Behind.Append(BehindNode.Write("a"));
        await _node.Follower.StartAsync(default);
        await _node.Time.SleepingAsync(poll);
        _node.Behind.IsAway = true;
        for (var minute = 1; minute <= 10; minute++)
        {
            Assert.NotNull(_node.Pending.Find("a"));
            _node.Time.Advance(TimeSpan.FromMinutes(1));
            await _node.Time.SleepingAsync(poll);
        }
        Assert.Null(_node.Pending.Find("a"));
        Assert.Equal([1063, 1069], _node.Log.Events.Select(static one => one.Id));
        await _node.Follower.StopAsync(default);
        Assert.Equal(1068, _node.Log.Events[^1].Id);
    }

    private Task WriteAsync(string key) => _node.Order.RunAsync(async sequence =>
    {
        await _node.Store.WriteAsync([BehindNode.Write(key)], null, sequence, default, default);
        return true;
    }, default);
}
