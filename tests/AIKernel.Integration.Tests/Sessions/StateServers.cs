using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>Two real Redis servers, one for the cache that evicts and one for state that does not, and a database for nodes.</summary>
public sealed class StateServers : IAsyncLifetime
{
    public const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private const string Catalog = "ConnectionStrings:Catalog";

    public RedisServer Cache { get; private set; } = null!;
    public RedisServer State { get; private set; } = null!;
    public string Database { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Cache = await RedisServer.StartTemporaryAsync();
        State = await StartRedisAsync("maxmemory-policy noeviction");
        Database = await HttpFixture.CreateDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        await Cache.DisposeAsync();
        await State.DisposeAsync();
    }

    public static Task<RedisServer> StartRedisAsync(params string[] configuration) => RedisServer.StartAsync(new()
    {
        Directory = Directory.CreateTempSubdirectory("aikernel-state-").FullName,
        Ephemeral = true,
        Configuration = configuration,
    });

    /// <summary>A node with sessions, as it is configured unless told otherwise; with routes of the tests at the end of its pipeline.</summary>
    public Task<CatalogHost> StartNodeAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            [Catalog] = Database,
            ["Caching:Redis:ConnectionString"] = Cache.ConnectionString,
            ["State:Redis:ConnectionString"] = State.ConnectionString,
            ["State:Sessions:Enabled"] = "true",
            ["State:DataProtection:Key"] = Key,
        };
        foreach (var (name, value) in settings) all[name] = value;
        return new CatalogHost(all[Catalog], all, static services => services.AddSingleton<IStartupFilter, SessionRoutes>()).ReadyAsync();
    }

    /// <summary>A connection of the test's own, allowed to look into a server.</summary>
    public static async Task<ConnectionMultiplexer> ConnectAsync(RedisServer server)
    {
        var options = ConfigurationOptions.Parse(server.ConnectionString);
        options.AllowAdmin = true;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
