using System.Buffers;
using System.Runtime.CompilerServices;
using AIKernel.Caching.Sharing;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>The shared tier on Redis: plain strings with a lifetime each, leases beside them, two channels to wake others; nothing to clean up.</summary>
internal sealed class RedisSharedTier(RedisConnection connection, RedisSignals signals, RedisConfiguration configuration) : ISharedTier
{
    /// <summary>
    /// KEYS: the entry, its lease. ARGV: token, channel, name of the entry, lifetime in ms, bytes. Keeps the entry first
    /// and wakes last, so that whoever is woken finds it. Sent by its hash; a server that has forgotten it is told again.
    /// </summary>
    private const string Settle = """
        if ARGV[5] ~= '' then redis.call('SET', KEYS[1], ARGV[5], 'PX', ARGV[4]) end
        if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
        redis.call('PUBLISH', ARGV[2], ARGV[3])
        return 1
        """;

    public event Action? Restored
    {
        add => connection.Restored += value;
        remove => connection.Restored -= value;
    }

    public event Action<string>? Settled
    {
        add => signals.Settled += value;
        remove => signals.Settled -= value;
    }

    public event Action? Hinted
    {
        add => signals.Hinted += value;
        remove => signals.Hinted -= value;
    }

    // Pooled, because it is the price of every hit.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<IMemoryOwner<byte>?> GetAsync(string key) => await connection.Database.StringGetLeaseAsync(key);

    public async ValueTask<IReadOnlyList<IMemoryOwner<byte>?>> GetManyAsync(IReadOnlyList<string> keys)
    {
        var database = connection.Database;
        var groups = SlotGroups.Of(keys, database.Multiplexer.HashSlot);
        var answers = await Task.WhenAll(groups.Select(group => database.StringGetAsync(group.Keys)));
        var values = new IMemoryOwner<byte>?[keys.Count];
        for (var group = 0; group < answers.Length; group++)
            for (var i = 0; i < answers[group].Length; i++)
                // The array that the client received into; it makes no copy of it.
                values[groups[group].Places[i]] = (byte[]?)answers[group][i] is { } bytes ? new UnpooledBytes(bytes) : null;
        return values;
    }

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> bytes, TimeSpan lifetime) =>
        new(WriteAsync(connection.Database.StringSetAsync(key, bytes, lifetime)));

    public async ValueTask<LeaseAttempt> TryLeaseAsync(string key, string token, TimeSpan duration)
    {
        var database = connection.Database;
        // Sent one behind the other on one connection: the read sees whatever was settled before the lease was free.
        var leased = database.StringSetAsync(LeaseOf(key), token, duration, When.NotExists);
        var read = database.StringGetLeaseAsync(key);
        await WriteAsync(Task.WhenAll(leased, read));
        return new(await leased, await read);
    }

    public ValueTask SettleAsync(string key, string token, ReadOnlyMemory<byte> bytes, TimeSpan lifetime) =>
        new(WriteAsync(connection.Database.ScriptEvaluateAsync(Settle, [key, LeaseOf(key)], [token, signals.SettledChannel, key, (long)lifetime.TotalMilliseconds, bytes])));

    public async ValueTask HintAsync() => await connection.Database.PublishAsync(RedisChannel.Literal(signals.HintChannel), signals.Node);

    public async ValueTask<string> ProbeAsync()
    {
        var database = connection.Database;
        var key = (RedisKey)$"{configuration.InstanceName}:probe:{Guid.NewGuid():N}";
        await database.StringSetAsync(key, "probe", TimeSpan.FromSeconds(10));
        if (await database.StringGetDeleteAsync(key) != "probe") throw new RedisException("Redis did not return what was written.");
        return string.Join(", ", database.Multiplexer.GetEndPoints().Select(static endpoint => endpoint.ToString()));
    }

    /// <summary>The key of the lease to load this entry.</summary>
    internal static string LeaseOf(string key) => KeyBeside.Of(key, "lease");

    /// <summary>A server that used to be the master refuses writes: whoever is the master now is looked for.</summary>
    private async Task WriteAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (RedisServerException refusal)
        {
            // A script says so in the middle of its message.
            if (refusal.Message.Contains("READONLY", StringComparison.Ordinal)) connection.Renew();
            throw;
        }
    }
}
