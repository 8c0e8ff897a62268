namespace AIKernel.Caching.Redis.Sessions;

/// <summary>
/// What Redis does as one step. Each script touches one key, so that all of them also run on a cluster, and takes the
/// time from the server, so that nodes whose clocks differ agree.
/// </summary>
internal static class SessionScripts
{
    private const string Now = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)

        """;

    /// <summary>KEYS: session. ARGV: user, data, idle ms, longest ms. Returns when it was created and when it ends.</summary>
    public const string Create = Now + """
        local last = now + tonumber(ARGV[4])
        local ends = math.min(now + tonumber(ARGV[3]), last)
        redis.call('HSET', KEYS[1], 'user', ARGV[1], 'data', ARGV[2], 'created', now, 'last', last)
        redis.call('PEXPIREAT', KEYS[1], ends)
        return {now, ends}
        """;

    /// <summary>KEYS: session. Returns user, data, when it was created, and now and when it ends; nothing when there is none.</summary>
    public const string Read = Now + """
        local found = redis.call('HMGET', KEYS[1], 'user', 'data', 'created')
        if not found[1] then return false end
        -- Not from what is left: a script's clock and the one that lifetimes are told by may be a millisecond apart.
        return {found[1], found[2], tonumber(found[3]), now, redis.call('PEXPIRETIME', KEYS[1])}
        """;

    /// <summary>KEYS: session. ARGV: idle ms. Returns when it ends now; nothing when there is none.</summary>
    public const string Extend = Now + """
        local last = redis.call('HGET', KEYS[1], 'last')
        if not last then return false end
        local ends = math.min(now + tonumber(ARGV[1]), tonumber(last))
        redis.call('PEXPIREAT', KEYS[1], ends)
        return ends
        """;

    /// <summary>KEYS: session. ARGV: data. Returns 1, or 0 when there is none.</summary>
    public const string Update = """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('HSET', KEYS[1], 'data', ARGV[1])
        return 1
        """;

    /// <summary>
    /// KEYS: index. ARGV: id, ms to keep it listed, ms to keep the index, how many may be listed, XX or NX. Forgets who has
    /// expired, lists the id, and returns those in front that are too many.
    /// </summary>
    public const string List = Now + """
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        if ARGV[5] == 'XX' then
            redis.call('ZADD', KEYS[1], 'XX', 'GT', now + tonumber(ARGV[2]), ARGV[1])
        else
            redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
        end
        if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
        return redis.call('ZRANGE', KEYS[1], 0, -1 - tonumber(ARGV[4]))
        """;

    /// <summary>KEYS: index. Forgets who has expired and returns the ids that are left, the first to end in front.</summary>
    public const string Listed = Now + """
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        return redis.call('ZRANGE', KEYS[1], 0, -1)
        """;
}
