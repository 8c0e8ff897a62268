using System.Globalization;
using AIKernel.Caching;
using AIKernel.Caching.Journal;
using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Caching;
using AIKernel.Catalog.Persistence;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using AIKernel.TestKit.Catalog;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace AIKernel.Integration.Tests.Cached;

/// <summary>One node without its HTTP: the decorated repositories over real PostgreSQL and Redis, gates in front of the database.</summary>
internal sealed class CatalogNode : IAsyncDisposable
{
    private readonly ServiceProvider _services, _bare;

    private CatalogNode(ServiceProvider services, ServiceProvider bare) => (_services, _bare) = (services, bare);

    public IResourceRepository Resources => _services.GetRequiredService<IResourceRepository>();
    public IRelationshipRepository Relationships => _services.GetRequiredService<IRelationshipRepository>();
    public ISearchRepository Search => _services.GetRequiredService<ISearchRepository>();
    public IJournalView Journal => _services.GetRequiredService<IJournalView>();
    public CatalogRepositories Repositories => CatalogRepositories.From(_services);

    /// <summary>The same catalog without a cache and without gates: what is done here the node hears of by its journal.</summary>
    public CatalogRepositories Bare => CatalogRepositories.From(_bare);

    public LoadGate Gate => _services.GetRequiredService<LoadGate>();

    /// <summary>Starts a node: its follower has read the journal, its Redis is connected.</summary>
    public static async Task<CatalogNode> StartAsync(NpgsqlDataSource database, IEnumerable<(string Name, string Value)> redis, params (string Key, object Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            // So long that a busy machine makes no miss of a hit.
            .AddInMemoryCollection([new("Caching:SharedTier:DeadlineMilliseconds", "2000")])
            .AddInMemoryCollection(settings.ToDictionary(static pair => pair.Key, static pair => (string?)Convert.ToString(pair.Value, CultureInfo.InvariantCulture)))
            .AddInMemoryCollection(redis.ToDictionary(static one => one.Name, static one => (string?)one.Value))
            .Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(database);
        services.AddSingleton<LoadGate>();
        services.AddCatalogPersistence(database);
        services.Decorate<IResourceRepository>(static (inner, provider) => GatedProxy<IResourceRepository>.Wrap(inner, provider.GetRequiredService<LoadGate>()));
        services.Decorate<IRelationshipRepository>(static (inner, provider) => GatedProxy<IRelationshipRepository>.Wrap(inner, provider.GetRequiredService<LoadGate>()));
        services.Decorate<ISearchRepository>(static (inner, provider) => GatedProxy<ISearchRepository>.Wrap(inner, provider.GetRequiredService<LoadGate>()));
        services.AddDistributedCaching(configuration);
        services.AddCachedRepositories();
        var bare = new ServiceCollection().AddLogging().AddSingleton(database).AddCatalogPersistence(database).BuildServiceProvider();
        var node = new CatalogNode(services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }), bare);
        foreach (var service in node._services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        if (!node.Journal.Status.Certified) throw new InvalidOperationException("The node could not read the journal.");
        return node;
    }

    /// <summary>Reads and tells where the answer came from.</summary>
    public static async Task<(T Answer, CacheOutcome Outcome)> TraceAsync<T>(Func<ValueTask<T>> read)
    {
        var trace = CacheTrace.Begin();
        return (await read(), trace.Outcome);
    }

    /// <summary>Stops following the journal; what is certified runs out by itself.</summary>
    public Task StopFollowerAsync() =>
        _services.GetServices<IHostedService>().Single(static service => service is IJournalView).StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await _bare.DisposeAsync();
    }
}
