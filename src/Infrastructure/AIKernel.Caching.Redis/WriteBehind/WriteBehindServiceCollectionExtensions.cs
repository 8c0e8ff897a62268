using AIKernel.Caching.Redis.State;
using AIKernel.Caching.Strategies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AIKernel.Caching.Redis.WriteBehind;

/// <summary>Registers the log that values are written behind from.</summary>
public static class WriteBehindServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="IWriteBehindLog"/> in the Redis that holds state. Expects <see cref="StateRedis"/> and <see cref="KeyedOptions"/> in the container. Calling it again changes nothing.</summary>
    public static IServiceCollection AddRedisWriteBehind(this IServiceCollection services)
    {
        services.TryAddSingleton<IWriteBehindLog>(static provider =>
            new RedisWriteBehindLog(provider.GetRequiredService<StateRedis>(), provider.GetRequiredService<KeyedOptions>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
