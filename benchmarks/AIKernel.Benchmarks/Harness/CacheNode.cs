using AIKernel.Caching;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Redis;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AIKernel.Benchmarks.Harness;

/// <summary>A node of the cache as a host composes it, without the host.</summary>
internal sealed class CacheNode : IAsyncDisposable
{
    private const long Ample = 8L << 30;

    private readonly ServiceProvider _provider;

    private CacheNode(ServiceProvider provider) => _provider = provider;

    public ICache Cache => _provider.GetRequiredService<ICache>();

    public IJournalView Journal => _provider.GetRequiredService<IJournalView>();

    /// <summary>The default settings, with more memory than any suite fills.</summary>
    public static CacheOptions Options { get; } = new() { MemoryLimitBytes = Ample };

    /// <summary>The same without the default deadline for Redis, where every read has to be a hit: a late answer would be a miss.</summary>
    public static CacheOptions PatientOptions { get; } = Options with { SharedTierDeadline = TimeSpan.FromSeconds(10) };

    /// <param name="journal">What tells the node of changes.</param>
    /// <param name="redis">How Redis is reached; null for none.</param>
    /// <param name="options">Settings other than the default ones.</param>
    public static async Task<CacheNode> StartAsync(IInvalidationJournal journal, string? redis = null, CacheOptions? options = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(options ?? Options);
        services.AddSingleton(new MetricsConfiguration());
        services.AddSingleton(journal);
        if (redis is not null)
        {
            services.AddSingleton(new RedisConfiguration { ConnectionString = redis });
            services.AddRedisSharedTier();
        }
        services.AddCacheEngine();
        var node = new CacheNode(services.BuildServiceProvider());
        foreach (var service in node._provider.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _provider.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _provider.DisposeAsync();
    }
}
