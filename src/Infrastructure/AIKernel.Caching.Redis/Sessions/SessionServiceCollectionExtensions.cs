using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AIKernel.Caching.Redis.Sessions;

/// <summary>Registers the sessions.</summary>
public static class SessionServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ISessionService"/>. Expects <see cref="StateRedis"/> in the container, and uses
    /// <see cref="SessionLimits"/> if they are there, else their defaults. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddRedisSessions(this IServiceCollection services)
    {
        services.TryAddSingleton<ISessionService>(static provider =>
            new RedisSessionService(provider.GetRequiredService<StateRedis>(), provider.GetService<SessionLimits>() ?? new()));
        return services;
    }
}
