using AIKernel.Caching.Sharing;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>The shared tier on Redis: plain strings, one GET, MGET or SET with PX a call; nothing to clean up.</summary>
internal sealed class RedisSharedTier(RedisConnection connection, RedisConfiguration configuration) : ISharedTier
{
    public event Action? Restored
    {
        add => connection.Restored += value;
        remove => connection.Restored -= value;
    }

    public async ValueTask<byte[]?> GetAsync(string key) => await connection.Database.StringGetAsync(key);

    public async ValueTask<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys)
    {
        var values = await connection.Database.StringGetAsync([.. keys.Select(static key => (RedisKey)key)]);
        return Array.ConvertAll(values, static value => (byte[]?)value);
    }

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> bytes, TimeSpan lifetime) =>
        await connection.Database.StringSetAsync(key, bytes, lifetime);

    public async ValueTask<string> ProbeAsync()
    {
        var database = connection.Database;
        var key = (RedisKey)$"{configuration.InstanceName}:probe:{Guid.NewGuid():N}";
        await database.StringSetAsync(key, "probe", TimeSpan.FromSeconds(10));
        if (await database.StringGetDeleteAsync(key) != "probe") throw new RedisException("Redis did not return what was written.");
        return string.Join(", ", database.Multiplexer.GetEndPoints().Select(static endpoint => endpoint.ToString()));
    }
}
