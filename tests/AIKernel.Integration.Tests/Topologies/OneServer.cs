using AIKernel.Caching.Redis;
using AIKernel.LocalServers;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>One server at its address.</summary>
public sealed class OneServer : Topology
{
    public RedisServer Server { get; private set; } = null!;

    public override RedisConfiguration Configuration => new() { ConnectionString = Server.ConnectionString };

    public override RedisConfiguration As(string user, string password) => new() { ConnectionString = $"127.0.0.1:{Server.Port},user={user},password={password}" };

    public override IReadOnlyList<RedisServer> Servers => [Server];

    public override Task<IReadOnlyList<RedisServer>> MastersAsync() => Task.FromResult(Servers);

    public override async Task InitializeAsync() => Server = await RedisServer.StartTemporaryAsync();

    public override async Task DisposeAsync() => await Server.DisposeAsync();
}
