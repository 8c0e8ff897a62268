using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using AIKernel.Caching.Journal;

namespace AIKernel.Caching.Strategies;

/// <summary>Registers the keyed cache.</summary>
public static class KeyedServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IKeyedCache"/>. Expects the engine, an <see cref="IKeyedStore"/> and <see cref="KeyedOptions"/> in the
    /// container, and writes behind from an <see cref="IWriteBehindLog"/> if there is one. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddKeyedCache(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(IKeyedCache))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<PendingWrites>();
        services.AddSingleton<KeyFamilies>();
        services.AddSingleton<KeyedDependents>();
        services.AddSingleton<KeyedMetrics>();
        services.AddSingleton<LogFlusher>();
        services.AddSingleton<LogOrder>();
        services.AddSingleton<IKeyedCache, KeyedCache>();
        services.AddHostedService<KeyedSweeper>();
        services.AddSingleton<IHostedService>(static provider => provider.GetService<IWriteBehindLog>() is { } log
            ? new LogFollower(log, provider.GetRequiredService<LogFlusher>(), provider.GetRequiredService<PendingWrites>(), provider.GetRequiredService<IJournalView>(),
                provider.GetRequiredService<KeyedOptions>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LogFollower>>())
            : new NoFollower());
        return services;
    }

    /// <summary>Where there is no log there is nothing to follow.</summary>
    private sealed class NoFollower : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
