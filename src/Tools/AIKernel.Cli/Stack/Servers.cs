using AIKernel.LocalServers;

namespace AIKernel.Cli.Stack;

/// <summary>
/// For the nodes: PostgreSQL, the Redis of the cache, and one for state, which may not evict (sessions, write-behind's log).
/// Private ones, or those the environment names.
/// </summary>
internal sealed class Servers : IAsyncDisposable
{
    public const string CatalogVariable = "ConnectionStrings__Catalog";
    public const string RedisVariable = "Caching__Redis__ConnectionString";
    public const string StateVariable = "State__Redis__ConnectionString";

    private PostgresServer? _postgres;
    private RedisServer? _redis;
    private RedisServer? _state;

    public ServerEntry Postgres => _postgres is { } own
        ? new(own.ConnectionString, own.ProcessId, own.Port)
        : new(Named(CatalogVariable)!, null, null);

    public ServerEntry Redis => Entry(_redis, RedisVariable);

    /// <summary>None where only the database is somebody's own: the log of writes goes with the database it is for.</summary>
    public ServerEntry? State => _state is null && Named(StateVariable) is null ? null : Entry(_state, StateVariable);

    /// <summary>Starts what is not named in the environment; after a fault nothing of it is left running.</summary>
    public static async Task<Servers> StartAsync(StateFolder folder, CancellationToken ct)
    {
        var servers = new Servers();
        try
        {
            await Task.WhenAll(servers.StartPostgresAsync(folder, ct), servers.StartRedisAsync(folder, ct), servers.StartStateAsync(folder, ct));
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>What starting will do, for the terminal.</summary>
    public static string Plan()
    {
        var own = new[] { ("PostgreSQL", Named(CatalogVariable) is null), ("Redis", Named(RedisVariable) is null), ("a Redis for state", HasOwnState) }
            .Where(static one => one.Item2).Select(static one => one.Item1).ToList();
        return own.Count switch
        {
            0 => "All servers are those the environment names.",
            3 => $"Starting {own[0]}, {own[1]} and {own[2]} …",
            _ => $"Starting {string.Join(" and ", own)}; what the environment names is used as it is …",
        };
    }

    /// <summary>The database last, so that it is there for whoever still writes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var redis in new[] { _redis, _state })
        {
            if (redis is not null)
                await redis.DisposeAsync();
        }

        if (_postgres is { } postgres)
            await postgres.DisposeAsync();
    }

    private async Task StartPostgresAsync(StateFolder folder, CancellationToken ct)
    {
        if (Named(CatalogVariable) is null)
            _postgres = await PostgresServer.StartAsync(new() { Directory = folder.Postgres, Durable = true, StopPatience = TimeSpan.FromSeconds(2) }, ct);
    }

    private async Task StartRedisAsync(StateFolder folder, CancellationToken ct)
    {
        if (Named(RedisVariable) is null)
            _redis = await RedisServer.StartAsync(new() { Directory = folder.Redis, StopPatience = TimeSpan.FromSeconds(1) }, ct);
    }

    private async Task StartStateAsync(StateFolder folder, CancellationToken ct)
    {
        if (HasOwnState)
            _state = await RedisServer.StartAsync(new() { Directory = folder.RedisOfState, Durable = true, StopPatience = TimeSpan.FromSeconds(1) }, ct);
    }

    private static ServerEntry Entry(RedisServer? own, string variable) =>
        own is null ? new(Named(variable)!, null, null) : new(own.ConnectionString, own.ProcessId, own.Port);

    private static bool HasOwnState => Named(StateVariable) is null && Named(CatalogVariable) is null;

    private static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
