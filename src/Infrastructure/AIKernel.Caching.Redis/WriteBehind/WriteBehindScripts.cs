namespace AIKernel.Caching.Redis.WriteBehind;

/// <summary>What Redis does as one step with the log. All keys of a script are in one slot of a cluster.</summary>
internal static class WriteBehindScripts
{
    /// <summary>
    /// A sequence is the server's time in microseconds, or one more than the last where that is not enough: so it goes on
    /// rising when the server has lost what it held. Numbers of Lua are exact up to 2^53, which is in the year 2255.
    /// </summary>
    private const string NextSequence = """
        local time = redis.call('TIME')
        local sequence = math.max(time[1] * 1000000 + time[2], tonumber(redis.call('GET', KEYS[1]) or '0') + 1, tonumber(ARGV[1]) + 1)

        """;

    /// <summary>KEYS: last sequence, stream. ARGV: floor. Returns a sequence, as text, and how many writes there are.</summary>
    public const string Next = NextSequence + """
        redis.call('SET', KEYS[1], string.format('%.0f', sequence))
        return {string.format('%.0f', sequence), redis.call('XLEN', KEYS[2])}
        """;

    /// <summary>
    /// KEYS: last sequence, stream, bytes in it. ARGV: floor, channel, most writes, most bytes, then the writes. Returns the
    /// sequence of the first, as text, the others following one by one; nothing when there is no room for all.
    /// </summary>
    public const string Append = """
        local size = 0
        for i = 5, #ARGV do size = size + #ARGV[i] end
        if redis.call('XLEN', KEYS[2]) + #ARGV - 4 > tonumber(ARGV[3]) or tonumber(redis.call('GET', KEYS[3]) or '0') + size > tonumber(ARGV[4]) then return false end

        """ + NextSequence + """
        local first = string.format('%.0f', sequence)
        for i = 5, #ARGV do
            redis.call('XADD', KEYS[2], string.format('%.0f-0', sequence), 'write', ARGV[i])
            sequence = sequence + 1
        end
        redis.call('SET', KEYS[1], string.format('%.0f', sequence - 1))
        redis.call('INCRBY', KEYS[3], size)
        redis.call('PUBLISH', ARGV[2], first)
        return first
        """;

    /// <summary>KEYS: stream, bytes in it. ARGV: pairs of sequence and size. Whoever takes a write out gives its bytes back.</summary>
    public const string Acknowledge = """
        local freed = 0
        for i = 1, #ARGV, 2 do
            if redis.call('XDEL', KEYS[1], ARGV[i] .. '-0') == 1 then freed = freed + ARGV[i + 1] end
        end
        if freed > 0 then redis.call('DECRBY', KEYS[2], freed) end
        if redis.call('XLEN', KEYS[1]) == 0 then redis.call('SET', KEYS[2], 0) end
        return freed
        """;

    /// <summary>KEYS: stream, bytes in it, the dead. ARGV: sequence, size, reason, how many dead are kept.</summary>
    public const string Bury = """
        local found = redis.call('XRANGE', KEYS[1], ARGV[1] .. '-0', ARGV[1] .. '-0')
        if #found == 0 then return 0 end
        redis.call('XADD', KEYS[3], 'MAXLEN', ARGV[4], '*', 'sequence', ARGV[1], 'reason', ARGV[3], unpack(found[1][2]))
        redis.call('XDEL', KEYS[1], ARGV[1] .. '-0')
        redis.call('DECRBY', KEYS[2], ARGV[2])
        return 1
        """;

    /// <summary>KEYS: lease. ARGV: token, for how many ms. Returns whether the token holds it now.</summary>
    public const string Lead = """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    /// <summary>KEYS: lease. ARGV: token.</summary>
    public const string Resign = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 1";
}
