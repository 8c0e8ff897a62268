using AIKernel.Caching.Strategies;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using AIKernel.LocalServers;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>
/// Servers of the tests of keyed values: a Redis for the cache, one for state, a PostgreSQL; and two nodes over them. The
/// PostgreSQL is theirs alone: as long as a transaction of anybody else on the same server is under way, what is written
/// after it began is kept in no tier, and these tests are about the tiers. For the same reason Redis is waited for.
/// </summary>
public sealed class KeyedNodes : IAsyncLifetime
{
    private PostgresServer _postgres = null!;

    public RedisServer Cache { get; private set; } = null!;
    public RedisServer State { get; private set; } = null!;
    public string Database => _postgres.ConnectionString;
    public CatalogHost One { get; private set; } = null!;
    public CatalogHost Other { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _postgres = await PostgresServer.StartTemporaryAsync();
        Cache = await RedisServer.StartTemporaryAsync();
        State = await StateServers.StartRedisAsync("maxmemory-policy noeviction");
        One = await StartAsync();
        Other = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
        await Cache.DisposeAsync();
        await State.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>One more node, configured like the others unless told otherwise; with an empty value a setting is left out.</summary>
    public Task<CatalogHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["ConnectionStrings:Catalog"] = Database,
            ["Caching:Redis:ConnectionString"] = Cache.ConnectionString,
            ["State:Redis:ConnectionString"] = State.ConnectionString,
            ["Caching:SharedTier:DeadlineMilliseconds"] = "5000",
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
