using AIKernel.Caching;
using AIKernel.Caching.Postgres;
using AIKernel.Caching.Redis;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Caching;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Caching;

/// <summary>Composes the cache from its settings.</summary>
public static class DistributedCachingExtensions
{
    /// <summary>Loads appsettings.Caching.json beneath every other source, so that appsettings.json and the environment override it.</summary>
    public static WebApplicationBuilder AddCachingSettings(this WebApplicationBuilder builder)
    {
        var file = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, "appsettings.Caching.json"), Optional = false };
        file.ResolveFileProvider();
        builder.Configuration.Sources.Insert(0, file);
        return builder;
    }

    /// <summary>
    /// Adds the cache engine, the journal on PostgreSQL and, when a connection string is set, Redis as the shared tier,
    /// with health check, metrics publisher and validation at start. Expects an NpgsqlDataSource in the container.
    /// Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddDistributedCaching(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(static service => service.ServiceType == typeof(CacheOptions))) return services;
        services.AddSettings<CachingConfiguration>(configuration);
        services.AddSection(static caching => caching.Redis);
        services.AddSection(static caching => caching.Defaults);
        services.AddSection(static caching => caching.Metrics);
        services.AddSection(ToEngineOptions);
        services.AddPostgresJournal();
        if (RedisOf(configuration).IsTold()) services.AddRedisSharedTier();
        return services.AddCacheEngine();
    }

    /// <summary>Lets requests demand freshness of the journal.</summary>
    internal static void AddFreshness(this IServiceCollection services) => services.AddSingleton<IFreshness, JournalFreshness>();

    /// <summary>Tells on every cached read where its answer came from.</summary>
    internal static void UseCacheStatus(this WebApplication app) => app.UseMiddleware<CacheStatusMiddleware>();

    private static RedisConfiguration RedisOf(IConfiguration configuration)
    {
        var redis = configuration.GetSection($"{CachingConfiguration.SectionName}:{nameof(CachingConfiguration.Redis)}");
        return new() { ConnectionString = redis[nameof(RedisConfiguration.ConnectionString)] ?? "", SentinelConfiguration = redis[nameof(RedisConfiguration.SentinelConfiguration)] };
    }

    private static void AddSection<TSection>(this IServiceCollection services, Func<CachingConfiguration, TSection> section)
        where TSection : class =>
        services.AddSingleton(provider => section(provider.GetRequiredService<IOptions<CachingConfiguration>>().Value));

    private static CacheOptions ToEngineOptions(CachingConfiguration caching) => caching.Memory.Apply(new()
    {
        InstanceName = caching.Redis.InstanceName,
        KeyVersion = caching.KeyVersion,
        MaxStaleness = TimeSpan.FromMilliseconds(caching.Journal.MaxStalenessMilliseconds),
        PollInterval = TimeSpan.FromMilliseconds(caching.Journal.PollIntervalMilliseconds),
        JournalRetention = TimeSpan.FromSeconds(caching.Journal.RetentionSeconds),
        InvalidationTableCapacity = caching.Journal.TableCapacity,
        SharedTierDeadline = TimeSpan.FromMilliseconds(caching.SharedTier.DeadlineMilliseconds),
        CircuitThreshold = caching.SharedTier.CircuitThreshold,
        CircuitBreak = TimeSpan.FromMilliseconds(caching.SharedTier.CircuitBreakMilliseconds),
        SharedTierProbeInterval = TimeSpan.FromMilliseconds(caching.SharedTier.ProbeIntervalMilliseconds),
        Lease = TimeSpan.FromMilliseconds(caching.SharedTier.LeaseMilliseconds),
        Compression = CompressionOf(caching.Defaults),
        CompressionThresholdBytes = caching.Defaults.CompressionThresholdBytes,
        Encryption = caching.Encryption.ToKeyRing(),
    });

    private static PayloadCompression CompressionOf(CacheDefaultsConfiguration defaults) =>
        !defaults.EnableCompression ? PayloadCompression.None
        : defaults.CompressionAlgorithm == CacheDefaultsConfiguration.Brotli ? PayloadCompression.Brotli
        : PayloadCompression.Gzip;
}
