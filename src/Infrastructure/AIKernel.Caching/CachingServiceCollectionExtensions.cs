using System.Diagnostics.Metrics;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Reading;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching;

/// <summary>Registers the engine.</summary>
public static class CachingServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ICache"/>, <see cref="IJournalView"/> and <see cref="CacheReport"/>, the journal's follower, the health check <c>cache</c>
    /// and the metrics publisher. Expects <see cref="CacheOptions"/>, <see cref="MetricsConfiguration"/> and an
    /// <see cref="IInvalidationJournal"/> in the container, and uses an <see cref="ISharedTier"/> and an
    /// <see cref="AlertConfiguration"/> if there is one.
    /// Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddCacheEngine(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(ICache))) return services;
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CacheStatistics>();
        services.AddSingleton(static provider => new InvalidationTable(provider.GetRequiredService<CacheOptions>().InvalidationTableCapacity));
        services.AddSingleton(static provider => new MemoryBudget(provider.GetRequiredService<CacheOptions>()));
        services.AddSingleton(static provider => new GuardedSharedTier(
            provider.GetService<ISharedTier>(), provider.GetRequiredService<CacheOptions>(), provider.GetRequiredService<CacheStatistics>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GuardedSharedTier>>()));
        services.AddSingleton<LeaseBoard>();
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<CacheServices<SystemKernelClock>>(provider, default(SystemKernelClock), Random.Shared));
        services.AddSingleton(static provider =>
        {
            var follower = ActivatorUtilities.CreateInstance<JournalFollower<SystemKernelClock>>(provider, default(SystemKernelClock));
            provider.GetRequiredService<GuardedSharedTier>().Hinted += follower.Wake;
            return follower;
        });
        services.AddSingleton<IJournalView>(static provider => provider.GetRequiredService<JournalFollower<SystemKernelClock>>());
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<JournalFollower<SystemKernelClock>>());
        services.AddSingleton(static provider => new CacheMetrics(
            provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<CacheStatistics>(), provider.GetRequiredService<MemoryBudget>(),
            provider.GetRequiredService<GuardedSharedTier>(), provider.GetRequiredService<InvalidationTable>(),
            () => provider.GetRequiredService<IJournalView>().Status));
        services.AddSingleton(static provider => new CacheReport(
            provider.GetRequiredService<CacheStatistics>(), provider.GetRequiredService<MemoryBudget>(), provider.GetRequiredService<GuardedSharedTier>()));
        services.AddSingleton<ICache, Cache<SystemKernelClock>>();
        services.TryAddSingleton(static _ => new AlertConfiguration());
        services.AddSingleton<CacheAlerts>();
        services.AddHostedService<JournalPruner>();
        services.AddHostedService<CacheMetricsPublisher>();
        services.AddHealthChecks().AddCheck<CacheHealthCheck>("cache", HealthStatus.Degraded, ["cache"]);
        return services;
    }
}
