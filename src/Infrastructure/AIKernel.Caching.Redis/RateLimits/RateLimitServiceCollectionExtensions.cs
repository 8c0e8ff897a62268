using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>Registers the limits.</summary>
public static class RateLimitServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IRateLimits"/>, shared in <see cref="StateRedis"/> if that is in the container, else kept by each
    /// process for itself. Uses <see cref="RateLimitSettings"/> if they are there. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddSharedRateLimits(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RateLimitSettings>();
        services.TryAddSingleton<RateLimitMetrics>();
        services.TryAddSingleton<IRateLimits, SharedRateLimits>();
        return services;
    }
}
