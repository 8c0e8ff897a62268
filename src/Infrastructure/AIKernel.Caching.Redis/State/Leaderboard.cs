using StackExchange.Redis;

namespace AIKernel.Caching.Redis.State;

/// <summary>
/// Who has the most, counted by all nodes together in one sorted set: bounded in members, halved after every half-life, so
/// that what was much asked for long ago sinks, and gone when nobody has added to it for its whole lifetime.
/// </summary>
public sealed class Leaderboard
{
    /// <summary>
    /// KEYS: the board, the mark that stands for a half-life. ARGV: lifetime and half-life in ms, most members, then member
    /// and amount in turn. In one script, so that of all nodes one halves, and none adds in between.
    /// </summary>
    private const string Add = """
        if redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[2]) then redis.call('ZUNIONSTORE', KEYS[1], 1, KEYS[1], 'WEIGHTS', '0.5') end
        for i = 4, #ARGV, 2 do redis.call('ZINCRBY', KEYS[1], ARGV[i + 1], ARGV[i]) end
        redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -ARGV[3] - 1)
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        return 1
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly StateRedis _redis;
    private readonly TimeProvider _time;
    private readonly RedisKey _board, _mark;

    /// <summary>The board of this name.</summary>
    /// <param name="redis">Where it is.</param>
    /// <param name="name">Its name, below the instance's.</param>
    /// <param name="time">Measures how long Redis is waited for: 2 s.</param>
    public Leaderboard(StateRedis redis, string name, TimeProvider time)
    {
        (_redis, _time) = (redis, time);
        var key = redis.KeyOf(name);
        (_board, _mark) = (key, KeyBeside.Of(key, "halved"));
    }

    /// <summary>How many members are kept, those with the most.</summary>
    public int Capacity { get; init; } = 1_000;
    /// <summary>After how long an amount counts half.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromHours(1);
    /// <summary>For how long it is kept when nobody adds to it.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Adds to members; one command.</summary>
    /// <exception cref="StateUnavailableException">Redis could not be asked, or did not do it.</exception>
    public async Task AddAsync(IEnumerable<KeyValuePair<string, long>> amounts, CancellationToken cancellationToken)
    {
        RedisValue[] values = [(long)Lifetime.TotalMilliseconds, (long)HalfLife.TotalMilliseconds, Capacity, .. amounts.SelectMany(static one => new RedisValue[] { one.Key, one.Value })];
        await AskAsync(database => database.ScriptEvaluateAsync(Add, [_board, _mark], values), cancellationToken);
    }

    /// <summary>Those with the most, and how much, at most <paramref name="count"/> of them.</summary>
    /// <exception cref="StateUnavailableException">Redis could not be asked.</exception>
    public async Task<IReadOnlyList<KeyValuePair<string, double>>> TopAsync(int count, CancellationToken cancellationToken)
    {
        var members = await AskAsync(database => database.SortedSetRangeByRankWithScoresAsync(_board, 0, count - 1, Order.Descending), cancellationToken);
        return [.. members.Select(static member => KeyValuePair.Create(member.Element.ToString(), member.Score))];
    }

    private Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken) =>
        _redis.AskAsync(database => ask(database).WaitAtMostAsync(Patience, _time, CancellationToken.None), cancellationToken);
}
