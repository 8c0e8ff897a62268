using AIKernel.Caching.Redis.State;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>
/// A sliding window in Redis, exact: a sorted set holds the moment of each permit, in microseconds of the server's own
/// clock. One script looks and counts, so that no two requests can both have the last permit; a refused one leaves
/// nothing behind, so that somebody who keeps asking does not keep himself out. The set has at most as many members as
/// the limit allows, and goes with the last of them.
/// </summary>
internal sealed class RedisWindow(StateRedis redis)
{
    /// <summary>
    /// KEYS: the window. ARGV: limit, length in microseconds, a name nobody else has. Returns allowed, remaining, and
    /// microseconds until the oldest leaves.
    /// </summary>
    private const string Script = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
        local used = redis.call('ZCARD', KEYS[1])
        local allowed = 0
        if used < limit then
            redis.call('ZADD', KEYS[1], now, ARGV[3])
            redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
            allowed, used = 1, used + 1
        end
        local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
        return {allowed, limit - used, tonumber(oldest) + window - now}
        """;

    private readonly string _node = Guid.NewGuid().ToString("N")[..12];
    private long _number;

    public async Task<RateLimitDecision> AcquireAsync(RateLimitRule rule, string partition)
    {
        var answer = await EvaluateAsync(rule, redis.KeyOf($"limit:{rule.Name}:{partition}"));
        // The server's clock may have been set back: then the oldest lies ahead, and no wait is longer than the window.
        var reset = TimeSpan.FromMicroseconds(Math.Clamp(answer[2], 0, (long)rule.Window.TotalMicroseconds));
        return new(answer[0] == 1, (int)Math.Max(0, answer[1]), reset);
    }

    private async Task<long[]> EvaluateAsync(RateLimitRule rule, string key)
    {
        try
        {
            var name = $"{_node}{Interlocked.Increment(ref _number):x}";
            return (long[])(await redis.Database.ScriptEvaluateAsync(Script, [key], [rule.PermitLimit, (long)rule.Window.TotalMicroseconds, name]))!;
        }
        catch (RedisServerException refusal)
        {
            redis.Heed(refusal);
            throw;
        }
    }
}
