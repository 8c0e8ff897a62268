using AIKernel.LocalServers;

namespace AIKernel.Cli.Stack;

/// <summary>PostgreSQL and Redis for the nodes: private ones, or those the environment names.</summary>
internal sealed class Servers : IAsyncDisposable
{
    public const string CatalogVariable = "ConnectionStrings__Catalog";
    public const string RedisVariable = "Caching__Redis__ConnectionString";

    private PostgresServer? _postgres;
    private RedisServer? _redis;

    public ServerEntry Postgres => _postgres is { } own
        ? new(own.ConnectionString, own.ProcessId, own.Port)
        : new(Named(CatalogVariable)!, null, null);

    public ServerEntry Redis => _redis is { } own
        ? new(own.ConnectionString, own.ProcessId, own.Port)
        : new(Named(RedisVariable)!, null, null);

    /// <summary>Starts what is not named in the environment; after a fault nothing of it is left running.</summary>
    public static async Task<Servers> StartAsync(StateFolder state, CancellationToken ct)
    {
        var servers = new Servers();
        try
        {
            await Task.WhenAll(servers.StartPostgresAsync(state, ct), servers.StartRedisAsync(state, ct));
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>What starting will do, for the terminal.</summary>
    public static string Plan() => (Named(CatalogVariable), Named(RedisVariable)) switch
    {
        (null, null) => "Starting PostgreSQL and Redis …",
        (null, _) => "Starting PostgreSQL; Redis is the one the environment names …",
        (_, null) => "Starting Redis; PostgreSQL is the one the environment names …",
        _ => "PostgreSQL and Redis are those the environment names.",
    };

    /// <summary>Redis first, so that the database is there to the last.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_redis is { } redis)
            await redis.DisposeAsync();
        if (_postgres is { } postgres)
            await postgres.DisposeAsync();
    }

    private async Task StartPostgresAsync(StateFolder state, CancellationToken ct)
    {
        if (Named(CatalogVariable) is null)
            _postgres = await PostgresServer.StartAsync(new() { Directory = state.Postgres, Durable = true, StopPatience = TimeSpan.FromSeconds(2) }, ct);
    }

    private async Task StartRedisAsync(StateFolder state, CancellationToken ct)
    {
        if (Named(RedisVariable) is null)
            _redis = await RedisServer.StartAsync(new() { Directory = state.Redis, StopPatience = TimeSpan.FromSeconds(1) }, ct);
    }

    private static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
