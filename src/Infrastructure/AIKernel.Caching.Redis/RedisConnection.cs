using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>
/// The process's one connection to Redis. It is being made from the start on; a host without its Redis starts too and
/// goes on trying in the background.
/// </summary>
internal sealed class RedisConnection : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(2);
    private readonly RedisConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisConnection> _log;
    private readonly IRedisRoute _route;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ConnectionMultiplexer? _redis;
    private int _disposed;

    public RedisConnection(RedisConfiguration configuration, TimeProvider time, ILogger<RedisConnection> log)
    {
        (_configuration, _time, _log) = (configuration, time, log);
        var certificates = new CertificateLog(log);
        _route = configuration.ToSentinelOptions(certificates.Refused) is { } sentinels
            ? new SentinelRoute(configuration, sentinels.Options, sentinels.ServiceName, certificates.Refused, time, log)
            : new DirectRoute(configuration, certificates.Refused, time, log);
        Restored += certificates.Forget;
    }

    /// <summary>Raised when a connection is there, again or for the first time.</summary>
    public event Action? Restored;

    /// <summary>Raised when there is a client whose channels are to be listened to: the first, or one in place of another.</summary>
    public event Action<ISubscriber>? Connected;

    /// <summary>The database, when it can be used now.</summary>
    /// <exception cref="RedisConnectionException">It cannot.</exception>
    public IDatabase Database =>
        _redis?.GetDatabase() ?? throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "Redis has not been reached yet.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _ = RunAsync();
        try
        {
            await _first.Task.WaitAsync(_configuration.AbortOnConnectFail ? Timeout.InfiniteTimeSpan : StartPatience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            RedisLog.NotReachedYet(_log);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Makes a new client in place of this one, in the background and at most once a second: for a server that is no
    /// longer the master behind its name. Whoever answers there now is found, and its role with it.
    /// </summary>
    public void Renew() => _route.Refused();

    public async ValueTask DisposeAsync()
    {
        // The container disposes of it once as itself and once as a hosted service.
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync();
        // A client that is being made is not waited for, which could take its whole timeout: it is disposed of when it comes.
        if (_redis is { } redis) await redis.DisposeAsync();
        await _route.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var stop = _stop.Token;
        try
        {
            await _route.RunAsync(redis => AdoptAsync(redis, stop), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process stops.
            _first.TrySetCanceled(stop);
        }
        catch (Exception fault)
        {
            // The start of a process that does not want to be without Redis waits for this.
            if (!_first.TrySetException(fault)) RedisLog.ConnectFailed(_log, fault);
        }
    }

    private async ValueTask AdoptAsync(ConnectionMultiplexer redis, CancellationToken stop)
    {
        redis.ConnectionFailed += (_, failed) =>
        {
            RedisLog.ConnectionLost(_log, failed.FailureType);
            _route.Lost();
        };
        redis.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType != ConnectionType.Interactive) return;
            RedisLog.ConnectionRestored(_log);
            Restored?.Invoke();
        };
        var former = _redis;
        _redis = redis;
        // After it was made known: whoever cancels looks for it afterwards, so one of both disposes of it.
        if (stop.IsCancellationRequested)
        {
            await redis.DisposeAsync();
            return;
        }
        Connected?.Invoke(redis.GetSubscriber());
        if (redis.IsConnected) Restored?.Invoke();
        _first.TrySetResult();
        if (former is not null) _ = RetireAsync(former);
    }

    /// <summary>Its commands that are under way come to their end first; nobody waits for that, since its server may be silent.</summary>
    private async Task RetireAsync(ConnectionMultiplexer former)
    {
        try
        {
            await former.DisposeAsync();
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault))
        {
            RedisLog.ConnectFailed(_log, fault);
        }
    }
}
