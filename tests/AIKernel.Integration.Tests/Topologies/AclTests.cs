using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>The users that are shipped: the application may do what it does, and nothing else.</summary>
public sealed class AclTests
{
    public static TheoryData<string> Forms => ["one server", "state", "sentinel", "cluster"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_application_is_refused_nothing_that_it_asks_for(string form)
    {
        var servers = Servers(form);
        await servers.InitializeAsync();
        try
        {
            var section = form == "state" ? "State:Redis" : "Caching:Redis";
            var database = await HttpFixture.CreateDatabaseAsync();
            await using (var node = await StartAsync(servers, section, database))
            await using (var other = await StartAsync(servers, section, database))
                await UseAsync(node, other, form);
            await using var redis = await servers.ConnectAsync();
            foreach (var server in redis.GetServers()) Assert.Empty(((RedisResult[])(await server.ExecuteAsync("ACL", "LOG"))!).Select(Describe));
        }
        finally
        {
            await servers.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_application_is_refused_what_is_not_its_own(string form)
    {
        var servers = Servers(form);
        await servers.InitializeAsync();
        try
        {
            foreach (var master in await servers.MastersAsync())
            {
                await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{master.Port},user=app,password={ShippedUsers.App.Password},allowAdmin=true,tieBreaker=,configChannel=");
                foreach (var command in Forbidden) await RefusedAsync(redis.GetServers().Single(server => server.EndPoint.ToString()!.EndsWith($":{master.Port}", StringComparison.Ordinal)), command);
            }
        }
        finally
        {
            await servers.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nobody_comes_in_without_a_name_or_with_a_wrong_password()
    {
        var server = new OneServerAsApp();
        await server.InitializeAsync();
        try
        {
            foreach (var who in (string[])["", ",password=anything", ",user=app,password=wrong", ",user=nobody,password=wrong"])
                await Assert.ThrowsAsync<RedisConnectionException>(async () => await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Server.Port},connectRetry=1{who}"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static readonly string[] Forbidden =
    [
        "CONFIG GET *", "CONFIG SET maxmemory 1", "FLUSHALL", "FLUSHDB", "KEYS *", "SHUTDOWN NOSAVE", "SAVE", "BGSAVE", "REPLICAOF NO ONE",
        "ACL LIST", "ACL SETUSER app +@all", "MONITOR", "CLIENT LIST", "CLIENT KILL TYPE normal", "MODULE LIST", "SWAPDB 0 1", "MIGRATE 127.0.0.1 1 key 0 1",
        "GET other", "SET other 1", "DEL other", "GET aikernel", "EXISTS {aikernel_}", "PUBLISH other hello", "PUBLISH aikernel hello",
        "EVAL return{redis.call('GET','other')} 0", "EVAL return{redis.call('FLUSHALL')} 0",
    ];

    private static async Task RefusedAsync(IServer server, string command)
    {
        var words = command.Split(' ');
        var refusal = await Assert.ThrowsAsync<RedisServerException>(() => server.ExecuteAsync(words[0], [.. words[1..]]));
        // A script says it in words of its own; a node of a cluster may send away whoever asks for another's key.
        Assert.True(
            refusal.Message.Contains("NOPERM", StringComparison.Ordinal) || refusal.Message.Contains("The user executing the script can't", StringComparison.Ordinal) || refusal.Message.StartsWith("MOVED", StringComparison.Ordinal),
            $"{command}: {refusal.Message}");
    }

    private static Topology Servers(string form) => form switch
    {
        "one server" => new OneServerAsApp(),
        "state" => new OneServer { Acl = ShippedUsers.State, User = ShippedUsers.App, Lines = ["maxmemory-policy noeviction"] },
        "sentinel" => new WatchedServers { Options = new() { Acl = ShippedUsers.Cache, SentinelAcl = ShippedUsers.Sentinels }, User = ShippedUsers.App },
        _ => new ClusterNodes { Options = new() { Acl = ShippedUsers.Cluster }, User = ShippedUsers.App },
    };

    private static Task<CatalogHost> StartAsync(Topology servers, string section, string database)
    {
        var settings = servers.Settings(section).ToDictionary(static one => one.Name, static one => one.Value);
        settings["State:Sessions:Enabled"] = settings["RateLimits:Enabled"] = "true";
        settings["State:DataProtection:Key"] = StateServers.Key;
        settings["State:DataProtection:Store"] = "redis";
        settings["Caching:SharedTier:DeadlineMilliseconds"] = settings["RateLimits:DeadlineMilliseconds"] = "2000";
        return new CatalogHost(database, settings, static services => services.AddSingleton<IStartupFilter, SessionRoutes>()).ReadyAsync();
    }

    /// <summary>Everything that goes to Redis in a node's life: reads, leases, writes, hints, sessions, keys, limits, health, statistics.</summary>
    private static async Task UseAsync(CatalogHost node, CatalogHost other, string form)
    {
        var created = await node.Api.CreateAsync();
        foreach (var path in new[] { $"resources/{created.Id}", "resources?kind=model", "search?q=model", $"resources/{created.Id}/lineage", $"resources/{Guid.NewGuid()}" })
            foreach (var one in new[] { node, other })
                Assert.True((await one.Api.GetAsync($"/api/v1/{path}")).Status is 200 or 404, path);
        var browser = new Browser(node.Api);
        await browser.ReadAsync("/test/login?value=ann");
        await browser.ReadAsync("/test/put?value=kept");
        Assert.Equal("ann catalog:read", await browser.At(other.Api).ReadAsync("/test/me"));
        Assert.Equal("kept", await browser.At(other.Api).ReadAsync("/test/get"));
        foreach (var path in new[] { "/health", "/stats", "/stats/redis", "/stats/top", "/metrics" }) Assert.Equal(200, (await node.Api.GetAsync(path)).Status);
        if (form != "state") await SharesAsync(node, other);
    }

    private static Task SharesAsync(CatalogHost node, CatalogHost other) => Eventually.HoldsAsync(async () =>
    {
        var path = $"/api/v1/resources/{(await node.Api.CreateAsync()).Id}";
        await node.Api.GetAsync(path);
        return (await other.Api.GetAsync(path)).Header("Cache-Status") == "aikernel; hit; detail=redis";
    }, "one node reads from Redis what the other wrote");

    private static string Describe(RedisResult refusal)
    {
        var facts = refusal.ToDictionary();
        return $"{facts["username"]}: {facts["object"]} ({facts["reason"]}, {facts["context"]})";
    }
}
