using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Redis;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>One node of the engine over a real Redis, composed as a host does it; its source is a function of the test's.</summary>
internal sealed class EngineNode : IAsyncDisposable
{
    private static readonly EntryPolicy Hour = EntryPolicy.Of(TimeSpan.FromHours(1));

    private readonly ServiceProvider _services;

    private EngineNode(ServiceProvider services, LogEvents log) => (_services, Log) = (services, log);

    /// <summary>Waits so long for Redis that a busy machine makes no miss of a hit.</summary>
    public static CacheOptions Patient { get; } = new() { SharedTierDeadline = TimeSpan.FromSeconds(20) };

    public LogEvents Log { get; }
    public ISharedTier Tier => _services.GetRequiredService<ISharedTier>();
    public GuardedSharedTier Guarded => _services.GetRequiredService<GuardedSharedTier>();
    public ICache Cache => _services.GetRequiredService<ICache>();
    public CacheStatistics Statistics => _services.GetRequiredService<CacheStatistics>();

    /// <summary>The same for a node that is certified for the length of any test, however seldom it reads the journal.</summary>
    public static CacheOptions Certified { get; } = Patient with { MaxStaleness = TimeSpan.FromHours(1) };

    /// <summary>Starts a node; its follower has read the journal.</summary>
    public static async Task<EngineNode> StartAsync(RedisConfiguration redis, IInvalidationJournal journal, CacheOptions? options = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        var log = new LogEvents();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(options ?? Patient);
        services.AddSingleton(new MetricsConfiguration { Enabled = false });
        services.AddSingleton(journal);
        services.AddSingleton(redis);
        services.AddRedisSharedTier();
        services.AddCacheEngine();
        var node = new EngineNode(services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }), log);
        foreach (var service in node._services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        return node;
    }

    /// <summary>Binds a read whose tag is its key.</summary>
    public CachedOperation<string, string> Bind(Func<string, CancellationToken, ValueTask<string>> load, bool lease = false) =>
        Cache.Bind(new OperationDefinition<Func<string, CancellationToken, ValueTask<string>>, string, string>
        {
            Prefix = "test",
            Name = "text",
            Policy = Hour with { Lease = lease },
            Serializer = new JsonCacheSerializer<string>((JsonTypeInfo<string>)JsonSerializerOptions.Default.GetTypeInfo(typeof(string))),
            Key = static (key, text) => key.Add(text),
            Tags = static (tags, text, _) => tags.Add(text),
            Load = static (source, text, cancellationToken) => source(text, cancellationToken),
            LoadMany = static async (source, texts, cancellationToken) =>
            {
                var answers = new string[texts.Count];
                for (var i = 0; i < answers.Length; i++) answers[i] = await source(texts[i], cancellationToken);
                return answers;
            },
        }, load);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
