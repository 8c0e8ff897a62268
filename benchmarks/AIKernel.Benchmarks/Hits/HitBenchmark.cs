using System.Collections.Concurrent;
using AIKernel.Benchmarks.Harness;
using AIKernel.Caching;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Telemetry;
using AIKernel.Catalog.Caching;
using AIKernel.Catalog.Caching.Resources;
using AIKernel.Catalog.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AIKernel.Benchmarks.Hits;

/// <summary>A hit in memory through the decorator, awaited and counted, beside a look-up in a ConcurrentDictionary.</summary>
internal static class HitBenchmark
{
    private const int Resources = 1024;
    private const int Operations = 2_000_000;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var values = Enumerable.Range(0, Resources).Select(Sample).ToArray();
        var source = new DictionaryRepository(values);
        await using var provider = Services(source).BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        IResourceRepository cached = new CachedResourceRepository(source, provider.GetRequiredService<ICache>(), provider.GetRequiredService<ResourceOperations>());
        var ids = Array.ConvertAll(values, static value => value.Id);
        var texts = Array.ConvertAll(ids, static id => $"aikernel_:v1:resource:get:{id}");
        var floor = new ConcurrentDictionary<string, Resource>(texts.Zip(values, KeyValuePair.Create));
        foreach (var id in ids) await cached.GetAsync(id, CancellationToken.None);

        var times = Measure.Interleaved(Operations, n => Look(floor, texts, n), n => AwaitHits(cached, ids, n).GetAwaiter().GetResult());
        foreach (var service in provider.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        return [new("memory hit through the decorator, awaited, counted", "AIKernel", times[1], "ns", "ConcurrentDictionary, string keys", times[0], 4)];
    }

    private static void Look(ConcurrentDictionary<string, Resource> dictionary, string[] keys, int count)
    {
        for (var i = 0; i < count; i++)
            if (!dictionary.TryGetValue(keys[i & (Resources - 1)], out _)) throw new InvalidOperationException("The floor lost a key.");
    }

    private static async Task AwaitHits(IResourceRepository repository, Guid[] ids, int count)
    {
        for (var i = 0; i < count; i++)
            if (await repository.GetAsync(ids[i & (Resources - 1)], CancellationToken.None) is null) throw new InvalidOperationException("The cache lost a key.");
    }

    private static ServiceCollection Services(IResourceRepository source)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(source);
        services.AddSingleton(new CacheOptions());
        services.AddSingleton(new MetricsConfiguration());
        services.AddSingleton(new CacheDefaultsConfiguration { ResourceCacheTtlSeconds = 3600 });
        services.AddSingleton<ResourceOperations>();
        services.AddSingleton<IInvalidationJournal, StandingJournal>();
        services.AddCacheEngine();
        return services;
    }

    private static Resource Sample(int number) => new()
    {
        Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(number)),
        Kind = "model",
        Namespace = "bench",
        Name = $"model-{number}",
        Title = $"Model {number}",
        Version = 1,
        Revision = 1,
        ContentHash = "",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
