using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// The distributed cache that ASP.NET Core's session is kept in: one of its own, never the catalog's. The client beneath
/// may be replaced while the host runs (a failover), and then what was built on it is too. That it cannot be reached is
/// said as of every session, so that a request is told to come back and not that the server failed.
/// </summary>
internal sealed class WebSessionCache(StateRedis redis) : IDistributedCache
{
    private volatile Built? _built;

    public byte[]? Get(string key) => Use(cache => cache.Get(key));

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => UseAsync(cache => cache.GetAsync(key, token), token);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Use(cache =>
    {
        cache.Set(key, value, options);
        return true;
    });

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => UseAsync(async cache =>
    {
        await cache.SetAsync(key, value, options, token);
        return true;
    }, token);

    public void Refresh(string key) => Use(cache =>
    {
        cache.Refresh(key);
        return true;
    });

    public Task RefreshAsync(string key, CancellationToken token = default) => UseAsync(async cache =>
    {
        await cache.RefreshAsync(key, token);
        return true;
    }, token);

    public void Remove(string key) => Use(cache =>
    {
        cache.Remove(key);
        return true;
    });

    public Task RemoveAsync(string key, CancellationToken token = default) => UseAsync(async cache =>
    {
        await cache.RemoveAsync(key, token);
        return true;
    }, token);

    private T Use<T>(Func<RedisCache, T> use)
    {
        try
        {
            return use(Current());
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault))
        {
            throw redis.OutageOf(fault);
        }
    }

    private async Task<T> UseAsync<T>(Func<RedisCache, Task<T>> use, CancellationToken token)
    {
        try
        {
            return await use(Current());
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault) && !token.IsCancellationRequested)
        {
            throw redis.OutageOf(fault);
        }
    }

    /// <summary>Two callers may both build one; they are alike, and nothing is to be disposed of: the connection belongs to another.</summary>
    private RedisCache Current()
    {
        var client = redis.Database.Multiplexer;
        if (_built is { } built && built.Client == client) return built.Cache;
        var options = new RedisCacheOptions { InstanceName = redis.KeyOf("web-session:"), ConnectionMultiplexerFactory = () => Task.FromResult(client) };
        _built = built = new(client, new RedisCache(Options.Create(options)));
        return built.Cache;
    }

    private sealed record Built(IConnectionMultiplexer Client, RedisCache Cache);
}
