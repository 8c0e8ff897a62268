using AIKernel.Caching.Redis.RateLimits;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using AIKernel.LocalServers;
using AIKernel.TestKit.Caching;

namespace AIKernel.Integration.Tests.RateLimits;

/// <summary>Limits while their Redis is away: kept by each process, announced, and shared again by themselves.</summary>
public sealed class LimitOutageTests : IAsyncLifetime
{
    private const int Announced = 1150, Shared = 1151;

    private static readonly RateLimitRule Rule = new("reads", 4, TimeSpan.FromHours(1));

    private readonly RecordingLog _log = new();
    private RedisServer _redis = null!;
    private StateNode _first = null!, _second = null!;

    public async Task InitializeAsync()
    {
        _redis = await StateServers.StartRedisAsync("maxmemory-policy noeviction");
        (_first, _second) = (await StartAsync(_log), await StartAsync());
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Redis_killed_each_process_limits_for_itself_says_so_once_and_shares_again_when_it_is_back()
    {
        Assert.Equal(4, await CountAllowedAsync("before"));
        await _redis.KillAsync();

        Assert.Equal((4, 4), (await CountAllowedAsync("meanwhile", _first), await CountAllowedAsync("meanwhile", _second)));
        Assert.Equal(1, _log.Count(Announced));
        Assert.Equal(0, _log.Count(Shared));

        await _redis.StartAgainAsync();
        await Eventually.HoldsAsync(async () =>
        {
            await CountAllowedAsync($"trial {Guid.NewGuid()}");
            return _log.Count(Shared) == 1 && await CountAllowedAsync($"after {Guid.NewGuid()}") == 4;
        }, "the limit is shared again");
    }

    [Fact]
    public async Task A_Redis_that_is_silent_costs_one_request_its_deadline_and_the_others_nothing()
    {
        await CountAllowedAsync("before");
        _redis.Pause();
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            Assert.True((await _first.Limits.AcquireAsync(Rule, "first", CancellationToken.None)).Allowed);
            // The deadline is 100 ms; what is more is the test machine's.
            Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(3));
            Assert.Equal(1, _log.Count(Announced));
            // Decided without waiting for anything at all.
            for (var i = 0; i < 1000; i++) Assert.True(_first.Limits.AcquireAsync(Rule, $"other {i}", CancellationToken.None).AsTask().IsCompletedSuccessfully);
        }
        finally
        {
            _redis.Resume();
        }
        await Eventually.HoldsAsync(async () =>
        {
            await _first.Limits.AcquireAsync(Rule, "trial", CancellationToken.None);
            return _log.Count(Shared) == 1;
        }, "the limit is shared again");
    }

    [Fact]
    public async Task A_Redis_that_answers_but_refuses_is_not_taken_for_a_good_one()
    {
        await CountAllowedAsync("before");
        await using var redis = await StateServers.ConnectAsync(_redis);
        await redis.GetServers()[0].ExecuteAsync("ACL", "SETUSER", "default", "-eval", "-evalsha");

        Assert.Equal(4, await CountAllowedAsync("refused", _first));
        Assert.Equal(1, _log.Count(Announced));
        await Eventually.HoldsAsync(async () =>
        {
            await _first.Limits.AcquireAsync(Rule, "trial", CancellationToken.None);
            return _log.Count(1152) > 1;
        }, "it was tried again, in vain");
        Assert.Equal(0, _log.Count(Shared));

        await redis.GetServers()[0].ExecuteAsync("ACL", "SETUSER", "default", "+eval", "+evalsha");
        await Eventually.HoldsAsync(async () =>
        {
            await _first.Limits.AcquireAsync(Rule, "trial", CancellationToken.None);
            return _log.Count(Shared) == 1;
        }, "the limit is shared again");
    }

    [Fact]
    public async Task A_Redis_that_became_a_replica_and_a_master_again_shares_again()
    {
        await CountAllowedAsync("before");
        await using var redis = await StateServers.ConnectAsync(_redis);
        await redis.GetServers()[0].ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
        Assert.Equal(4, await CountAllowedAsync("replica", _first));
        Assert.Equal(1, _log.Count(Announced));
        await redis.GetServers()[0].ExecuteAsync("REPLICAOF", "NO", "ONE");
        await Eventually.HoldsAsync(async () =>
        {
            await _first.Limits.AcquireAsync(Rule, "trial", CancellationToken.None);
            return _log.Count(Shared) == 1;
        }, "the limit is shared again");
    }

    [Fact]
    public async Task Without_a_Redis_each_process_limits_for_itself_and_there_is_nothing_to_announce()
    {
        var log = new RecordingLog();
        await using var alone = await StateNode.StartAsync("", log: log);
        Assert.Equal(4, await CountAllowedAsync("somebody", alone));
        Assert.Empty(log.Events);
    }

    [Fact]
    public async Task A_caller_who_leaves_is_not_an_outage()
    {
        await CountAllowedAsync("before");
        _redis.Pause();
        try
        {
            using var gone = new CancellationTokenSource();
            var asked = _first.Limits.AcquireAsync(Rule, "leaves", gone.Token).AsTask();
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
            Assert.Equal(0, _log.Count(Announced));
        }
        finally
        {
            _redis.Resume();
        }
    }

    private Task<StateNode> StartAsync(RecordingLog? log = null) => StateNode.StartAsync(_redis.ConnectionString, log: log);

    /// <summary>How many of more than enough requests to these nodes, in turn, are let through.</summary>
    private async Task<int> CountAllowedAsync(string partition, params StateNode[] nodes)
    {
        if (nodes.Length == 0) nodes = [_first, _second];
        var allowed = 0;
        for (var i = 0; i < 12; i++)
            if ((await nodes[i % nodes.Length].Limits.AcquireAsync(Rule, partition, CancellationToken.None)).Allowed) allowed++;
        return allowed;
    }
}
