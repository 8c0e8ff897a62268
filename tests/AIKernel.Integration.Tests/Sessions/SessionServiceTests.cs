using System.Text;
using AIKernel.Caching.Redis.Sessions;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>Sessions on a real Redis, asked by two processes' worth of services.</summary>
public abstract class SessionServiceContract(Topology servers) : IAsyncLifetime
{
    private static readonly byte[] Data = Encoding.UTF8.GetBytes("{\"theme\":\"dark\"}");

    private readonly string _instance = $"aikernel_{Guid.NewGuid():N}";
    private readonly string _user = $"user {Guid.NewGuid():N} {{a}}*:/\u00fc";
    private StateNode _first = null!, _second = null!;

    public async Task InitializeAsync() => (_first, _second) = (await StartAsync(), await StartAsync());

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task A_session_begun_on_one_node_is_found_on_the_other_with_all_it_holds()
    {
        var begun = await _first.Sessions.CreateAsync(_user, Data);
        var found = await _second.Sessions.GetAsync(begun.Id);

        Assert.Equal((begun.Id, _user, begun.CreatedAt, begun.ExpiresAt), (found!.Id, found.User, found.CreatedAt, found.ExpiresAt));
        Assert.Equal(Data, found.Data.ToArray());
        Assert.InRange(found.Remaining, TimeSpan.FromHours(23.9), TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.FromDays(1), begun.ExpiresAt - begun.CreatedAt);
    }

    [Fact]
    public async Task Ids_have_256_random_bits_and_are_not_told_by_ToString()
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            var session = await _first.Sessions.CreateAsync(_user);
            Assert.Matches("^sess_[A-Za-z0-9_-]{43}$", session.Id);
            Assert.True(ids.Add(session.Id));
            Assert.DoesNotContain(session.Id[5..], session.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(_user, session.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("sess_")]
    [InlineData("*")]
    [InlineData("sess_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*")]
    [InlineData("sess_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_session_is_null_and_changes_nothing(string id)
    {
        Assert.Null(await _first.Sessions.GetAsync(id));
        Assert.Null(await _first.Sessions.ExtendAsync(id));
        Assert.False(await _first.Sessions.UpdateAsync(id, Data));
        Assert.False(await _first.Sessions.EndAsync(id));
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task A_session_ended_on_one_node_is_ended_on_the_other()
    {
        var (session, other) = (await _first.Sessions.CreateAsync(_user), await _first.Sessions.CreateAsync(_user));
        Assert.NotNull(await _second.Sessions.GetAsync(session.Id));

        Assert.True(await _first.Sessions.EndAsync(session.Id));

        Assert.Null(await _second.Sessions.GetAsync(session.Id));
        Assert.Null(await _second.Sessions.ExtendAsync(session.Id));
        Assert.False(await _second.Sessions.UpdateAsync(session.Id, Data));
        Assert.False(await _second.Sessions.EndAsync(session.Id));
        Assert.Equal([other.Id], (await _second.Sessions.ListAsync(_user)).Select(static one => one.Id));
    }

    [Fact]
    public async Task Ending_all_of_a_user_ends_them_on_both_nodes_and_nobody_else_s()
    {
        var mine = new List<Session>();
        for (var i = 0; i < 5; i++) mine.Add(await (i % 2 == 0 ? _first : _second).Sessions.CreateAsync(_user));
        var stranger = await _first.Sessions.CreateAsync(_user + "2");
        Assert.Equal(mine.Select(static one => one.Id).Order(), (await _second.Sessions.ListAsync(_user)).Select(static one => one.Id).Order());

        Assert.Equal(5, await _first.Sessions.EndAllAsync(_user));

        foreach (var one in mine) Assert.Null(await _second.Sessions.GetAsync(one.Id));
        Assert.Empty(await _second.Sessions.ListAsync(_user));
        Assert.Equal(0, await _second.Sessions.EndAllAsync(_user));
        Assert.NotNull(await _second.Sessions.GetAsync(stranger.Id));
    }

    [Fact]
    public async Task Listing_and_ending_all_cost_what_the_user_has_and_never_a_scan()
    {
        for (var i = 0; i < 30; i++) await _first.Sessions.CreateAsync($"somebody {i}");
        for (var i = 0; i < 3; i++) await _first.Sessions.CreateAsync(_user);
        await using var redis = await servers.ConnectAsync();
        foreach (var master in Masters.Of(redis)) await master.ConfigResetStatisticsAsync();

        Assert.Equal(3, (await _first.Sessions.ListAsync(_user)).Count);
        Assert.Equal(3, await _first.Sessions.EndAllAsync(_user));

        var statistics = await Task.WhenAll(Masters.Of(redis).Select(static master => master.InfoAsync("commandstats")));
        var calls = statistics.SelectMany(static sections => sections).SelectMany(static section => section)
            .GroupBy(static line => line.Key["cmdstat_".Length..], static line => int.Parse(line.Value.Split(',')[0]["calls=".Length..], null))
            .ToDictionary(static command => command.Key, static command => command.Sum());
        Assert.Empty(calls.Keys.Intersect(["scan", "keys", "sscan", "hscan", "zscan"]));
        Assert.Equal((3, 3), (calls["hmget"], calls["unlink"]));
    }

    [Fact]
    public async Task Activity_moves_the_end_for_both_nodes_and_for_the_index()
    {
        var session = await _first.Sessions.CreateAsync(_user);
        var key = (await KeysAsync()).Single(static key => key.Contains(":session:", StringComparison.Ordinal));
        await using var redis = await servers.ConnectAsync();
        var (database, index) = (redis.GetDatabase(), (await KeysAsync()).Single(static key => key.Contains(":sessions-of:", StringComparison.Ordinal)));
        // As if the idle time were nearly over.
        await database.KeyExpireAsync(key, TimeSpan.FromMinutes(1));
        await database.SortedSetAddAsync(index, session.Id, session.CreatedAt.AddMinutes(2).ToUnixTimeMilliseconds());
        await database.KeyExpireAsync(index, TimeSpan.FromMinutes(2));

        var ends = await _second.Sessions.ExtendAsync(session.Id);

        Assert.InRange(ends!.Value - session.CreatedAt, TimeSpan.FromDays(1), TimeSpan.FromDays(1.1));
        Assert.Equal(ends, (await _first.Sessions.GetAsync(session.Id))!.ExpiresAt);
        Assert.True((await database.SortedSetScoreAsync(index, session.Id)) >= ends.Value.ToUnixTimeMilliseconds());
        Assert.True(await database.KeyTimeToLiveAsync(index) >= await database.KeyTimeToLiveAsync(key));
    }

    [Fact]
    public async Task No_activity_keeps_a_session_beyond_its_longest_life()
    {
        await using var node = await StartAsync(new() { Idle = TimeSpan.FromHours(2), Longest = TimeSpan.FromHours(3) });
        var session = await node.Sessions.CreateAsync(_user);
        await using var redis = await servers.ConnectAsync();
        var key = (await KeysAsync()).Single(static key => key.Contains(":session:", StringComparison.Ordinal));
        // As if it had been created two hours and a half ago.
        var last = session.CreatedAt.AddMinutes(30);
        await redis.GetDatabase().HashSetAsync(key, "last", last.ToUnixTimeMilliseconds());

        Assert.Equal(last, await node.Sessions.ExtendAsync(session.Id));
        Assert.Equal(last, (await node.Sessions.GetAsync(session.Id))!.ExpiresAt);
    }

    [Fact]
    public async Task Data_can_be_replaced_and_the_end_stays()
    {
        var session = await _first.Sessions.CreateAsync(_user, Data);
        Assert.True(await _second.Sessions.UpdateAsync(session.Id, new byte[] { 0, 255, 0 }));
        var found = await _first.Sessions.GetAsync(session.Id);
        Assert.Equal([0, 255, 0], found!.Data.ToArray());
        Assert.Equal(session.ExpiresAt, found.ExpiresAt);
    }

    [Fact]
    public async Task Every_key_has_a_lifetime_and_none_tells_the_user()
    {
        await _first.Sessions.ExtendAsync((await _first.Sessions.CreateAsync(_user, Data)).Id);
        await using var redis = await servers.ConnectAsync();
        var keys = await KeysAsync();
        Assert.Equal(2, keys.Count);
        foreach (var key in keys)
        {
            Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(24.1));
            Assert.DoesNotContain("user", key.Replace("sessions-of", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sessions_that_ran_out_are_gone_and_leave_the_index_by_themselves()
    {
        await using var node = await StartAsync(new() { Idle = TimeSpan.FromMilliseconds(200) });
        var session = await node.Sessions.CreateAsync(_user);
        await Eventually.HoldsAsync(async () => await _first.Sessions.GetAsync(session.Id) is null, "the session ran out");
        Assert.Empty(await _first.Sessions.ListAsync(_user));

        // It stays listed for a minute more; as if that were over.
        await using var redis = await servers.ConnectAsync();
        var index = Assert.Single(await KeysAsync());
        await redis.GetDatabase().SortedSetAddAsync(index, session.Id, 1);
        var fresh = await _first.Sessions.CreateAsync(_user);
        Assert.Equal([fresh.Id], (await redis.GetDatabase().SortedSetRangeByRankAsync(index)).Select(static id => id.ToString()));
    }

    [Fact]
    public async Task One_session_too_many_ends_the_one_that_would_have_ended_first()
    {
        await using var node = await StartAsync(new() { MaxPerUser = 3 });
        var sessions = new List<Session>();
        for (var i = 0; i < 3; i++) sessions.Add(await node.Sessions.CreateAsync(_user));
        await using var redis = await servers.ConnectAsync();
        var index = (await KeysAsync()).Single(static key => key.Contains(":sessions-of:", StringComparison.Ordinal));
        await redis.GetDatabase().SortedSetDecrementAsync(index, sessions[1].Id, 30_000);

        sessions.Add(await node.Sessions.CreateAsync(_user));

        Assert.Null(await node.Sessions.GetAsync(sessions[1].Id));
        Assert.Equal(new[] { 0, 2, 3 }.Select(at => sessions[at].Id).Order(), (await node.Sessions.ListAsync(_user)).Select(static one => one.Id).Order());
    }

    [Fact]
    public async Task However_creation_extension_and_ending_cross_no_session_escapes_the_list()
    {
        for (var round = 0; round < 20; round++)
        {
            var created = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
            {
                var session = await (number % 2 == 0 ? _first : _second).Sessions.CreateAsync(_user);
                await (number % 2 == 0 ? _second : _first).Sessions.ExtendAsync(session.Id);
                if (number % 5 == 0) await _first.Sessions.EndAllAsync(_user);
                return session;
            }));
            await _second.Sessions.EndAllAsync(_user);
            foreach (var session in created) Assert.Null(await _first.Sessions.GetAsync(session.Id));
        }
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task An_extension_does_not_put_back_on_the_list_what_was_taken_off_it()
    {
        var session = await _first.Sessions.CreateAsync(_user);
        await using var redis = await servers.ConnectAsync();
        var index = (await KeysAsync()).Single(static key => key.Contains(":sessions-of:", StringComparison.Ordinal));
        // As somebody who is about to end it does.
        await redis.GetDatabase().SortedSetRemoveAsync(index, session.Id);
        await _second.Sessions.ExtendAsync(session.Id);
        Assert.DoesNotContain(index, await KeysAsync());
    }

    [Fact]
    public async Task What_is_no_user_or_too_much_data_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _first.Sessions.CreateAsync(""));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _first.Sessions.CreateAsync(new string('x', 257)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _first.Sessions.CreateAsync("x", new byte[SessionLimits.MaxDataBytes + 1]));
        var session = await _first.Sessions.CreateAsync("x", new byte[SessionLimits.MaxDataBytes]);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _first.Sessions.UpdateAsync(session.Id, new byte[SessionLimits.MaxDataBytes + 1]));
        Assert.Equal(SessionLimits.MaxDataBytes, (await _second.Sessions.GetAsync(session.Id))!.Data.Length);
    }

    [Fact]
    public async Task Cancellation_is_honoured()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _first.Sessions.CreateAsync(_user, Data, gone.Token));
    }

    private Task<StateNode> StartAsync(SessionLimits? limits = null) => StateNode.StartAsync(servers.Configuration, _instance, limits);

    /// <summary>The keys of this test's instance.</summary>
    private async Task<List<string>> KeysAsync()
    {
        await using var redis = await servers.ConnectAsync();
        return redis.Keys($"{_instance}:*");
    }
}

public sealed class SessionServiceTests(OneServer servers) : SessionServiceContract(servers), IClassFixture<OneServer>;

public sealed class SessionServiceAsAppTests(OneServerAsApp servers) : SessionServiceContract(servers), IClassFixture<OneServerAsApp>;

[Collection(WatchedServers.Collection)]
public sealed class SessionServiceBehindSentinelsTests(WatchedServers servers) : SessionServiceContract(servers);

[Collection(ClusterNodes.Collection)]
public sealed class SessionServiceOnAClusterTests(ClusterNodes servers) : SessionServiceContract(servers);
