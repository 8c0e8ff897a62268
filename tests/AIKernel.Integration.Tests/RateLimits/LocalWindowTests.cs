using AIKernel.Caching.Redis.RateLimits;
using AIKernel.TestKit.Caching;

namespace AIKernel.Integration.Tests.RateLimits;

/// <summary>The windows of one process, over a clock that stands still.</summary>
public sealed class LocalWindowTests
{
    private static readonly RateLimitRule Rule = new("reads", 3, TimeSpan.FromSeconds(60));

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void The_window_slides_and_refused_requests_do_not_count()
    {
        var windows = new LocalWindows(_time);
        Assert.Equal(new(true, 2, Seconds(60)), windows.Acquire(Rule, "a"));
        _time.Advance(Seconds(20));
        Assert.Equal(new(true, 1, Seconds(40)), windows.Acquire(Rule, "a"));
        Assert.Equal(new(true, 0, Seconds(40)), windows.Acquire(Rule, "a"));
        for (var i = 0; i < 39; i++)
        {
            Assert.Equal(new(false, 0, Seconds(40 - i)), windows.Acquire(Rule, "a"));
            _time.Advance(Seconds(1));
        }
        Assert.False(windows.Acquire(Rule, "a").Allowed);
        _time.Advance(Seconds(1));
        Assert.Equal(new(true, 0, Seconds(20)), windows.Acquire(Rule, "a"));
        Assert.False(windows.Acquire(Rule, "a").Allowed);
        Assert.True(windows.Acquire(Rule, "b").Allowed);
    }

    [Fact]
    public async Task Of_ten_times_as_many_at_once_exactly_the_limit_passes()
    {
        var (windows, rule) = (new LocalWindows(_time), Rule with { PermitLimit = 50 });
        var allowed = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => windows.Acquire(rule, "a").Allowed)));
        Assert.Equal(50, allowed.Count(static one => one));
    }

    [Fact]
    public void A_flood_of_callers_shares_one_window_and_takes_no_more_memory()
    {
        var windows = new LocalWindows(_time, capacity: 10);
        for (var i = 0; i < 10; i++) Assert.True(windows.Acquire(Rule, $"early {i}").Allowed);
        Assert.Equal(3, Enumerable.Range(0, 100).Count(number => windows.Acquire(Rule, $"late {number}").Allowed));
        Assert.Equal(10, windows.Count);
        // Who was there before is not hurt by it.
        Assert.True(windows.Acquire(Rule, "early 1").Allowed);
    }

    [Fact]
    public void Windows_in_which_nothing_counts_make_room()
    {
        var windows = new LocalWindows(_time, capacity: 10);
        for (var i = 0; i < 10; i++) windows.Acquire(Rule, $"early {i}");
        windows.Acquire(Rule, "late");
        _time.Advance(Seconds(30));
        windows.Acquire(Rule, "early 0");
        _time.Advance(Seconds(31));

        for (var i = 0; i < 9; i++) windows.Acquire(Rule, $"new {i}");

        Assert.Equal(10, windows.Count);
        // The one that still counts was kept.
        Assert.Equal(1, windows.Acquire(Rule, "early 0").Remaining);
    }

    [Fact]
    public async Task A_window_that_is_swept_away_while_somebody_asks_loses_no_permit()
    {
        var (windows, rule) = (new LocalWindows(_time, capacity: 4), Rule with { PermitLimit = 8 });
        for (var round = 0; round < 300; round++)
        {
            for (var i = 0; i < 4; i++) windows.Acquire(rule, i == 0 ? "me" : $"{round}.{i}");
            _time.Advance(Seconds(61));
            var sweep = Task.Run(() => windows.Acquire(rule, $"sweeper {round}"));
            var allowed = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => windows.Acquire(rule, "me").Allowed)));
            await sweep;
            Assert.Equal(8, allowed.Count(static one => one));
            _time.Advance(Seconds(61));
        }
    }

    [Fact]
    public void A_window_in_which_something_counts_cannot_be_swept_away_and_one_that_was_counts_nothing_any_more()
    {
        var window = new LocalWindow(Rule, _time);
        window.Acquire();
        Assert.False(window.TryRetire());
        Assert.Equal(1, window.Acquire()!.Value.Remaining);
        _time.Advance(Seconds(60));
        Assert.True(window.TryRetire());
        Assert.Null(window.Acquire());
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
