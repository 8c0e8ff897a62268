using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>To servers by their addresses: one, which the client finds again by itself, or those of a cluster, whose map is kept up to date.</summary>
internal sealed class DirectRoute(RedisConfiguration configuration, Action<string> certificateRefused, TimeProvider time, ILogger log) : IRedisRoute
{
    private static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(1), RemovalPause = TimeSpan.FromMinutes(1);
    private readonly Bell _bell = new(time);
    private long _renewed;
    private int _refused;

    public async Task RunAsync(Func<ConnectionMultiplexer, ValueTask> adopt, CancellationToken stop)
    {
        var client = await ConnectAsync(stop);
        _renewed = time.GetTimestamp();
        while (true)
        {
            await adopt(client);
            await UntilOutdatedAsync(client, stop);
            RedisLog.Renewing(log);
            client = await ConnectAsync(stop);
            _renewed = time.GetTimestamp();
        }
    }

    public void Lost() => _bell.Ring();

    public void Refused()
    {
        Volatile.Write(ref _refused, 1);
        _bell.Ring();
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>Ends when another client is needed: this one's server takes no writes, or nodes have left for good.</summary>
    private async Task UntilOutdatedAsync(ConnectionMultiplexer client, CancellationToken stop)
    {
        var map = new ClusterMap(client, time, log);
        while (true)
        {
            await _bell.WaitAsync(map.Rest, stop);
            if (time.GetElapsedTime(_renewed) >= RenewalPause && Interlocked.Exchange(ref _refused, 0) == 1) return;
            if (!await map.LookAsync(stop) && time.GetElapsedTime(_renewed) >= RemovalPause) return;
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken stop)
    {
        var options = configuration.ToClientOptions(certificateRefused);
        // A client that is given a server which is not there sits its whole timeout out, even if the server comes a moment later.
        if (!configuration.AbortOnConnectFail) await Doorbell.AnsweredAsync(options.EndPoints, time, stop);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ConnectionMultiplexer.ConnectAsync(options);
            }
            catch (RedisConnectionException fault) when (!configuration.AbortOnConnectFail || _renewed != 0)
            {
                // Only the first one may end the process. In place of another, that one goes on meanwhile.
                RedisLog.ConnectFailed(log, fault);
                await Task.Delay(ReconnectDelays.OfOneServer.After(attempt), time, stop);
            }
        }
    }
}
