using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;
using AIKernel.LocalServers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>Two real Redis servers, one for the cache that evicts and one for state that does not, and a database for nodes.</summary>
public sealed class StateServers : IAsyncLifetime
{
    private readonly Topology? _shared;
    private readonly OneServer _own = new() { Lines = ["maxmemory-policy noeviction"] };

    public StateServers()
    {
    }

    /// <param name="state">Servers for state that others use before and after; null for one of their own.</param>
    internal StateServers(Topology? state) => _shared = state;

    public const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private const string Catalog = "ConnectionStrings:Catalog";

    public RedisServer Cache { get; private set; } = null!;
    public RedisServer State => _own.Server;

    /// <summary>What holds state, in whatever form.</summary>
    public Topology StateForm => _shared ?? _own;

    public string Database { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Cache = await RedisServer.StartTemporaryAsync();
        await (_shared?.FlushAsync() ?? _own.InitializeAsync());
        Database = await HttpFixture.CreateDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        await Cache.DisposeAsync();
        if (_shared is null) await _own.DisposeAsync();
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
            ["State:Sessions:Enabled"] = "true",
            ["State:DataProtection:Key"] = Key,
        };
        foreach (var (name, value) in StateForm.Settings("State:Redis").Concat(settings)) all[name] = value;
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
