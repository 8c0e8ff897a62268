using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>
/// The process's one connection to Redis. It is being made from the start on; a host without its Redis starts too and
/// goes on trying in the background.
/// </summary>
internal sealed class RedisConnection(RedisConfiguration configuration, TimeProvider time, ILogger<RedisConnection> log) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(2);
    private Task<ConnectionMultiplexer>? _connecting;

    /// <summary>Raised when a connection is there again.</summary>
    public event Action? Restored;

    /// <summary>Raised once, when the first connection is there.</summary>
    public event Action<ISubscriber>? Connected;

    /// <summary>The database, when it can be used now.</summary>
    /// <exception cref="RedisConnectionException">It cannot.</exception>
    public IDatabase Database => _connecting is { IsCompletedSuccessfully: true } connected
        ? connected.Result.GetDatabase()
        : throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "Redis has not been reached yet.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _connecting = ConnectAsync();
        try
        {
            await _connecting.WaitAsync(StartPatience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            RedisLog.NotReachedYet(log);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_connecting is { IsCompletedSuccessfully: true } connected) await connected.Result.DisposeAsync();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(configuration.ToClientOptions());
        redis.ConnectionFailed += (_, failed) => RedisLog.ConnectionLost(log, failed.FailureType);
        redis.ConnectionRestored += (_, _) =>
        {
            RedisLog.ConnectionRestored(log);
            Restored?.Invoke();
        };
        Connected?.Invoke(redis.GetSubscriber());
        if (redis.IsConnected) Restored?.Invoke();
        return redis;
    }
}
