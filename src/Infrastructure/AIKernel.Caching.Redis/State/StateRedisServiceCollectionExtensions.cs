using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AIKernel.Caching.Redis.State;

/// <summary>Registers the Redis that holds state.</summary>
public static class StateRedisServiceCollectionExtensions
{
    private const string Connection = "state";

    /// <summary>
    /// Adds <see cref="StateRedis"/> with a connection of its own, so that neither a flush nor a flood of the cache's
    /// Redis touches it. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddStateRedis(this IServiceCollection services, RedisConfiguration configuration)
    {
        if (services.Any(static service => service.ServiceType == typeof(StateRedis))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddKeyedSingleton(Connection, (provider, _) => ActivatorUtilities.CreateInstance<RedisConnection>(provider, configuration));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredKeyedService<RedisConnection>(Connection));
        services.AddSingleton(provider => new StateRedis(provider.GetRequiredKeyedService<RedisConnection>(Connection), configuration.InstanceName, isCacheRedis: false));
        return services;
    }

    /// <summary>
    /// Adds <see cref="StateRedis"/> over the cache's connection. Expects <see cref="RedisConfiguration"/> and
    /// <see cref="RedisServiceCollectionExtensions.AddRedisSharedTier"/> in the container. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddStateRedisOfCache(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new StateRedis(
            provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<RedisConfiguration>().InstanceName, isCacheRedis: true));
        return services;
    }

    /// <summary>
    /// Adds <see cref="CacheRedis"/>. Expects <see cref="RedisConfiguration"/> and
    /// <see cref="RedisServiceCollectionExtensions.AddRedisSharedTier"/> in the container. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddCacheRedis(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new CacheRedis(
            provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<RedisConfiguration>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
