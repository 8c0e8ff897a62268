using AIKernel.Caching.Sharing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AIKernel.Caching.Redis;

/// <summary>Registers the shared tier on Redis.</summary>
public static class RedisServiceCollectionExtensions
{
    /// <summary>
    /// Adds the <see cref="ISharedTier"/> over Redis and its connection. Expects a <see cref="RedisConfiguration"/> in
    /// the container. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddRedisSharedTier(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(ISharedTier))) return services;
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<RedisSignals>();
        services.AddSingleton<IHostedService>(static provider =>
        {
            // Before the connection is made, so that whoever listens to it hears of it.
            provider.GetRequiredService<RedisSignals>();
            return provider.GetRequiredService<RedisConnection>();
        });
        services.AddSingleton<ISharedTier, RedisSharedTier>();
        return services;
    }
}
