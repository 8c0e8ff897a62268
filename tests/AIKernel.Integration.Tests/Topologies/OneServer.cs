using AIKernel.Caching.Redis;
using AIKernel.LocalServers;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>One server at its address.</summary>
public class OneServer : Topology
{
    /// <summary>See <see cref="RedisServerOptions.Acl"/>.</summary>
    public string? Acl { get; init; }

    /// <summary>See <see cref="RedisServerOptions.Tls"/>.</summary>
    public RedisTls? Tls { get; init; }

    /// <summary>Further lines of redis.conf.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    public RedisServer Server { get; private set; } = null!;

    protected override RedisConfiguration Owner => new() { ConnectionString = Server.ConnectionString };

    public override RedisConfiguration As(string user, string password) => new() { ConnectionString = $"127.0.0.1:{Server.Port},user={user},password={password}" };

    public override IReadOnlyList<RedisServer> Servers => [Server];

    public override Task<IReadOnlyList<RedisServer>> MastersAsync() => Task.FromResult(Servers);

    public override async Task InitializeAsync() => Server = await RedisServer.StartAsync(new()
    {
        Directory = Directory.CreateTempSubdirectory("aikernel-redis-").FullName,
        Ephemeral = true,
        Acl = Acl,
        Tls = Tls,
        Configuration = Lines,
    });

    public override async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>The same with the users that are shipped for the cache; nodes are the application.</summary>
public sealed class OneServerAsApp : OneServer
{
    public OneServerAsApp() => (Acl, User) = (ShippedUsers.Cache, ShippedUsers.App);
}

/// <summary>The same for state: it evicts nothing.</summary>
public sealed class OneServerForState : OneServer
{
    public OneServerForState() => Lines = ["maxmemory-policy noeviction"];
}
