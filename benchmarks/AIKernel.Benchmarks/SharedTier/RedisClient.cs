using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace AIKernel.Benchmarks.SharedTier;

/// <summary>The peers on Redis: the client itself, and IDistributedCache over it. One connection each, as applications have it.</summary>
internal sealed class RedisClient : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly RedisCache _distributed;

    private RedisClient(ConnectionMultiplexer connection, RedisCache distributed) => (_connection, _distributed) = (connection, distributed);

    public IDatabase Database => _connection.GetDatabase();

    public IDistributedCache Distributed => _distributed;

    public IServer Server => _connection.GetServers()[0];

    public static async Task<RedisClient> ConnectAsync(string connectionString)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(connectionString + ",allowAdmin=true");
        return new(connection, new RedisCache(new RedisCacheOptions { Configuration = connectionString, InstanceName = "distributed:" }));
    }

    public static RedisKey FloorKey(Guid id) => $"floor:{id}";

    public async ValueTask DisposeAsync()
    {
        _distributed.Dispose();
        await _connection.DisposeAsync();
    }
}
