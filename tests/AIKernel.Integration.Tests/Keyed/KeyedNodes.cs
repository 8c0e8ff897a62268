using AIKernel.Caching.Strategies;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using AIKernel.LocalServers;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>Servers of the tests of keyed values: a Redis for the cache, one for state, a database; and two nodes over them.</summary>
public sealed class KeyedNodes : IAsyncLifetime
{
    private readonly StateServers _servers = new();

    public RedisServer Cache => _servers.Cache;
    public RedisServer State => _servers.State;
    public string Database => _servers.Database;
    public CatalogHost One { get; private set; } = null!;
    public CatalogHost Other { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        One = await StartAsync();
        Other = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>One more node, configured like the others unless told otherwise; with an empty value a setting is left out.</summary>
    public Task<CatalogHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["ConnectionStrings:Catalog"] = Database,
            ["Caching:Redis:ConnectionString"] = Cache.ConnectionString,
            ["State:Redis:ConnectionString"] = State.ConnectionString,
        };
        foreach (var (name, value) in settings)
            if (value.Length == 0) all.Remove(name);
            else all[name] = value;
        return new CatalogHost(all["ConnectionStrings:Catalog"], all).ReadyAsync();
    }

    internal static IKeyedCache CacheOf(CatalogHost host) => host.Services.GetRequiredService<IKeyedCache>();
}

[CollectionDefinition(Name)]
public sealed class KeyedCollection : ICollectionFixture<KeyedNodes>
{
    public const string Name = "keyed";
}
