using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// The distributed cache that ASP.NET Core's session is kept in: one of its own, never the catalog's. The client beneath
/// may be replaced while the host runs (a failover), and then what was built on it is too.
/// </summary>
internal sealed class WebSessionCache(StateRedis redis) : IDistributedCache
{
    private volatile Use? _use;

    public byte[]? Get(string key) => Current().Get(key);

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Current().GetAsync(key, token);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Current().Set(key, value, options);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => Current().SetAsync(key, value, options, token);

    public void Refresh(string key) => Current().Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => Current().RefreshAsync(key, token);

    public void Remove(string key) => Current().Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) => Current().RemoveAsync(key, token);

    /// <summary>Two callers may both build one; they are alike, and nothing is to be disposed of: the connection belongs to another.</summary>
    private RedisCache Current()
    {
        var client = redis.Database.Multiplexer;
        if (_use is { } use && use.Client == client) return use.Cache;
        var options = new RedisCacheOptions { InstanceName = redis.KeyOf("web-session:"), ConnectionMultiplexerFactory = () => Task.FromResult(client) };
        _use = use = new(client, new RedisCache(Options.Create(options)));
        return use.Cache;
    }

    private sealed record Use(IConnectionMultiplexer Client, RedisCache Cache);
}
