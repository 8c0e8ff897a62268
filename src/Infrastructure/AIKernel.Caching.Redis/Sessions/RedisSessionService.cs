using AIKernel.Caching.Redis.State;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis.Sessions;

/// <summary>
/// Sessions as Redis hashes with a lifetime each, and for each user a sorted set of ids by the time until which they
/// stay listed.
/// </summary>
/// <remarks>
/// Session and index are two keys, on a cluster perhaps on two servers, so they change one after the other. What must
/// hold is that a session somebody knows the id of is listed until it ends: else <see cref="EndAllAsync"/> would miss it.
/// (1) Creation writes the session, then lists it, then tells the id. Listing first would be wrong: an EndAll between
/// the two would take the id off the list, and the session written after it would be on none. (2) An extension moves the
/// end in the index first, and only of an id that is still there. (3) Ids stay listed a little longer than their
/// sessions live, which covers the time between the two writes. (4) Nobody is taken off the list for being absent: the
/// session may be about to be written.
/// </remarks>
internal sealed class RedisSessionService(StateRedis redis, SessionLimits limits) : ISessionService
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    public async Task<Session> CreateAsync(string user, ReadOnlyMemory<byte> data = default, CancellationToken cancellationToken = default)
    {
        CheckUser(user);
        CheckData(data);
        var id = SessionId.New();
        var times = (RedisResult[])(await EvaluateAsync(SessionScripts.Create, SessionId.KeyOf(id),
            [user, data, Milliseconds(limits.Idle), Milliseconds(limits.Longest)], cancellationToken))!;
        foreach (var one in await IndexAsync(user, id, "NX", cancellationToken)) await EndAsync(one, user, cancellationToken);
        return new(id, user, Time(times[0]), Time(times[1]), Time(times[1]) - Time(times[0]), data.ToArray());
    }

    public async Task<Session?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        if (!SessionId.IsWellFormed(id)) return null;
        var found = await EvaluateAsync(SessionScripts.Read, SessionId.KeyOf(id), [], cancellationToken);
        if (found.IsNull) return null;
        var parts = (RedisResult[])found!;
        return new(id, (string)parts[0]!, Time(parts[2]), Time(parts[4]), Time(parts[4]) - Time(parts[3]), (byte[])parts[1]!);
    }

    public async Task<DateTimeOffset?> ExtendAsync(string id, CancellationToken cancellationToken = default)
    {
        if (await UserOfAsync(id, cancellationToken) is not { } user) return null;
        await IndexAsync(user, id, "XX", cancellationToken);
        var ends = await EvaluateAsync(SessionScripts.Extend, SessionId.KeyOf(id), [Milliseconds(limits.Idle)], cancellationToken);
        return ends.IsNull ? null : Time(ends);
    }

    public async Task<bool> UpdateAsync(string id, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        CheckData(data);
        return SessionId.IsWellFormed(id) && (bool)await EvaluateAsync(SessionScripts.Update, SessionId.KeyOf(id), [data], cancellationToken);
    }

    public async Task<bool> EndAsync(string id, CancellationToken cancellationToken = default) =>
        await UserOfAsync(id, cancellationToken) is { } user && await EndAsync(id, user, cancellationToken);

    public async Task<IReadOnlyList<Session>> ListAsync(string user, CancellationToken cancellationToken = default)
    {
        CheckUser(user);
        var sessions = await Task.WhenAll((await ListedAsync(user, cancellationToken)).Select(id => GetAsync(id, cancellationToken)));
        return [.. sessions.OfType<Session>().OrderBy(static session => session.ExpiresAt)];
    }

    public async Task<int> EndAllAsync(string user, CancellationToken cancellationToken = default)
    {
        CheckUser(user);
        var ended = await Task.WhenAll((await ListedAsync(user, cancellationToken)).Select(id => EndAsync(id, user, cancellationToken)));
        return ended.Count(static one => one);
    }

    /// <summary>The session goes first: if the second step is lost, the list names one too many, which only costs a look.</summary>
    private async Task<bool> EndAsync(string id, string user, CancellationToken cancellationToken)
    {
        var ended = await redis.AskAsync(database => database.KeyDeleteAsync(redis.KeyOf(SessionId.KeyOf(id))), cancellationToken);
        await redis.AskAsync(database => database.SortedSetRemoveAsync(redis.KeyOf(SessionId.IndexOf(user)), id), cancellationToken);
        return ended;
    }

    private async Task<string?> UserOfAsync(string id, CancellationToken cancellationToken)
    {
        if (!SessionId.IsWellFormed(id)) return null;
        return await redis.AskAsync(database => database.HashGetAsync(redis.KeyOf(SessionId.KeyOf(id)), "user"), cancellationToken);
    }

    private async Task<string[]> IndexAsync(string user, string id, string mode, CancellationToken cancellationToken)
    {
        var listed = Milliseconds(limits.Idle + Slack);
        return (string[])(await EvaluateAsync(SessionScripts.List, SessionId.IndexOf(user), [id, listed, listed, limits.MaxPerUser, mode], cancellationToken))!;
    }

    private async Task<string[]> ListedAsync(string user, CancellationToken cancellationToken) =>
        (string[])(await EvaluateAsync(SessionScripts.Listed, SessionId.IndexOf(user), [], cancellationToken))!;

    private Task<RedisResult> EvaluateAsync(string script, string key, RedisValue[] values, CancellationToken cancellationToken) =>
        redis.AskAsync(database => database.ScriptEvaluateAsync(script, [redis.KeyOf(key)], values), cancellationToken);

    private static void CheckUser(string user)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(user.Length, SessionLimits.MaxUserLength, nameof(user));
    }

    private static void CheckData(ReadOnlyMemory<byte> data) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, SessionLimits.MaxDataBytes, nameof(data));

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;

    private static DateTimeOffset Time(RedisResult milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
}
