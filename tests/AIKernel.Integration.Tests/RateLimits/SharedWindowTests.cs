using AIKernel.Caching.Redis.RateLimits;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using AIKernel.Integration.Tests.Topologies;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.RateLimits;

/// <summary>Windows that two processes' worth of services share in a real Redis.</summary>
public abstract class SharedWindowContract(Topology servers) : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // A busy test machine may be slow; no test here is about deadlines.
    private static readonly RateLimitSettings Patient = new() { Deadline = TimeSpan.FromSeconds(30) };

    private StateNode _first = null!, _second = null!;

    public async Task InitializeAsync()
    {
        await servers.FlushAsync();
        (_first, _second) = (await StateNode.StartAsync(servers.Configuration, limits: Patient), await StateNode.StartAsync(servers.Configuration, limits: Patient));
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Of_ten_times_as_many_at_once_exactly_the_limit_passes(int limit)
    {
        var rule = new RateLimitRule("reads", limit, Hour);
        for (var round = 0; round < 5; round++)
        {
            var decisions = await Task.WhenAll(Enumerable.Range(0, 10 * limit).Select(number => Task.Run(() => AskAsync(number % 2 == 0 ? _first : _second, rule, $"round {round}"))));
            Assert.Equal(limit, decisions.Count(static one => one.Allowed));
            // Each permit was told a remainder of its own.
            Assert.Equal(Enumerable.Range(0, limit), decisions.Where(static one => one.Allowed).Select(static one => one.Remaining).Order());
            Assert.All(decisions.Where(static one => !one.Allowed), static one => Assert.Equal(0, one.Remaining));
        }
    }

    [Fact]
    public async Task Refused_requests_do_not_count_and_a_window_holds_no_more_than_its_limit()
    {
        var rule = new RateLimitRule("reads", 5, TimeSpan.FromSeconds(1));
        for (var i = 0; i < 5; i++) Assert.True((await AskAsync(_first, rule)).Allowed);
        // Somebody who asks on and on gets his permit back all the same.
        var started = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync(async () => (await AskAsync(_second, rule)).Allowed, "the first permit comes back in spite of the asking");
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        await using var redis = await servers.ConnectAsync();
        Assert.InRange(await redis.GetDatabase().SortedSetLengthAsync("test:limit:reads:somebody"), 1, 5);
    }

    [Fact]
    public async Task The_window_slides_each_permit_comes_back_when_it_leaves()
    {
        var rule = new RateLimitRule("reads", 3, Hour);
        for (var i = 0; i < 3; i++) await AskAsync(_first, rule);
        await using var redis = await servers.ConnectAsync();
        var database = redis.GetDatabase();
        const string key = "test:limit:reads:somebody";
        // As if the permits had been given 59, 30 and 0 minutes ago.
        var members = await database.SortedSetRangeByRankWithScoresAsync(key);
        await database.SortedSetDecrementAsync(key, members[0].Element, 59 * 60e6);
        await database.SortedSetDecrementAsync(key, members[1].Element, 30 * 60e6);

        var refused = await AskAsync(_second, rule);
        Assert.False(refused.Allowed);
        Assert.InRange(refused.ResetAfter, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));

        await database.SortedSetDecrementAsync(key, members[0].Element, 60e6);
        var allowed = await AskAsync(_second, rule);
        Assert.Equal((true, 0), (allowed.Allowed, allowed.Remaining));
        Assert.InRange(allowed.ResetAfter, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
        Assert.Equal(3, await database.SortedSetLengthAsync(key));
    }

    [Fact]
    public async Task A_window_goes_with_its_last_permit()
    {
        await AskAsync(_first, new("reads", 3, Hour));
        await using var redis = await servers.ConnectAsync();
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync("test:limit:reads:somebody"))!.Value, TimeSpan.FromMinutes(59), Hour);
    }

    [Fact]
    public async Task Callers_and_limits_have_windows_of_their_own()
    {
        var (reads, writes) = (new RateLimitRule("reads", 1, Hour), new RateLimitRule("writes", 1, Hour));
        Assert.True((await AskAsync(_first, reads)).Allowed);
        Assert.False((await AskAsync(_second, reads)).Allowed);
        Assert.True((await AskAsync(_second, reads, "another")).Allowed);
        Assert.True((await AskAsync(_second, writes)).Allowed);
    }

    [Fact]
    public async Task A_clock_set_back_keeps_nobody_out_for_longer_than_the_window()
    {
        var rule = new RateLimitRule("reads", 1, Hour);
        await AskAsync(_first, rule);
        await using var redis = await servers.ConnectAsync();
        var database = redis.GetDatabase();
        const string key = "test:limit:reads:somebody";
        // As if the server's clock had been a day ahead when the permit was given.
        await database.SortedSetIncrementAsync(key, (await database.SortedSetRangeByRankAsync(key))[0], 86_400e6);

        var refused = await AskAsync(_first, rule);
        Assert.Equal((false, Hour), (refused.Allowed, refused.ResetAfter));
        // The refusal has not prolonged the window: with its lifetime it goes.
        Assert.True(await database.KeyTimeToLiveAsync(key) <= Hour);
    }

    private static async Task<RateLimitDecision> AskAsync(StateNode node, RateLimitRule rule, string partition = "somebody") =>
        await node.Limits.AcquireAsync(rule, partition, CancellationToken.None);
}

public sealed class SharedWindowTests(OneServer servers) : SharedWindowContract(servers), IClassFixture<OneServer>;

[Collection(WatchedServers.Collection)]
public sealed class SharedWindowBehindSentinelsTests(WatchedServers servers) : SharedWindowContract(servers);

[Collection(ClusterNodes.Collection)]
public sealed class SharedWindowOnAClusterTests(ClusterNodes servers) : SharedWindowContract(servers);
