using System.Threading.Channels;
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
    private static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _refusals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile ConnectionMultiplexer? _redis;
    private int _disposed;

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
        var connecting = ConnectAsync(_stop.Token);
        _ = RenewOnRefusalsAsync(_stop.Token);
        try
        {
            await connecting.WaitAsync(configuration.AbortOnConnectFail ? Timeout.InfiniteTimeSpan : StartPatience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            RedisLog.NotReachedYet(log);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Makes a new client in place of this one, in the background and at most once a second: for a server that is no
    /// longer the master behind its name. Whoever answers there now is found, and its role with it.
    /// </summary>
    public void Renew() => _refusals.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        // The container disposes of it once as itself and once as a hosted service.
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync();
        // A client that is being made is not waited for, which could take its whole timeout: it is disposed of when it comes.
        if (_redis is { } redis) await redis.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ConnectAsync(CancellationToken stop)
    {
        var options = configuration.ToClientOptions();
        // A client that is given a server which is not there sits its whole timeout out, even if the server comes a moment later.
        if (!configuration.AbortOnConnectFail) await Doorbell.AnsweredAsync(options.EndPoints, time, stop);
        var delays = (ReconnectDelays)options.ReconnectRetryPolicy;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AdoptAsync(await ConnectionMultiplexer.ConnectAsync(options), stop);
                return;
            }
            catch (RedisConnectionException fault) when (!configuration.AbortOnConnectFail)
            {
                // Sentinels that know no master are a fault even to a client that is told to be patient.
                RedisLog.ConnectFailed(log, fault);
                await Task.Delay(delays.After(attempt), time, stop);
            }
        }
    }

    private async Task RenewOnRefusalsAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await _refusals.Reader.ReadAsync(stop);
                await RenewAsync(stop);
                await Task.Delay(RenewalPause, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async ValueTask RenewAsync(CancellationToken stop)
    {
        try
        {
            RedisLog.Renewing(log);
            var old = _redis;
            await AdoptAsync(await ConnectionMultiplexer.ConnectAsync(configuration.ToClientOptions()), stop);
            if (old is not null) await old.DisposeAsync();
        }
        catch (RedisConnectionException fault)
        {
            // The old client goes on, and the next refusal begins anew.
            RedisLog.ConnectFailed(log, fault);
        }
    }

    private async ValueTask AdoptAsync(ConnectionMultiplexer redis, CancellationToken stop)
    {
        redis.ConnectionFailed += (_, failed) => RedisLog.ConnectionLost(log, failed.FailureType);
        redis.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType != ConnectionType.Interactive) return;
            RedisLog.ConnectionRestored(log);
            Restored?.Invoke();
        };
        _redis = redis;
        // After it was made known: whoever cancels looks for it afterwards, so one of both disposes of it.
        if (stop.IsCancellationRequested)
        {
            await redis.DisposeAsync();
            return;
        }
        Connected?.Invoke(redis.GetSubscriber());
        if (redis.IsConnected) Restored?.Invoke();
    }
}
