using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>To servers by their addresses: one, or those of a cluster. The client finds them again by itself.</summary>
internal sealed class DirectRoute(RedisConfiguration configuration, Action<string> certificateRefused, TimeProvider time, ILogger log) : IRedisRoute
{
    private static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(1);
    private readonly Bell _bell = new(time);

    public async Task RunAsync(Func<ConnectionMultiplexer, ValueTask> adopt, CancellationToken stop)
    {
        await adopt(await ConnectAsync(stop));
        while (true)
        {
            await _bell.WaitAsync(Timeout.InfiniteTimeSpan, stop);
            RedisLog.Renewing(log);
            try
            {
                await adopt(await ConnectionMultiplexer.ConnectAsync(Options));
            }
            catch (RedisConnectionException fault)
            {
                // The old client goes on, and the next refusal begins anew.
                RedisLog.ConnectFailed(log, fault);
            }
            await Task.Delay(RenewalPause, time, stop);
        }
    }

    public void Lost()
    {
    }

    public void Refused() => _bell.Ring();

    public ValueTask DisposeAsync() => default;

    private ConfigurationOptions Options => configuration.ToClientOptions(certificateRefused);

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken stop)
    {
        var options = Options;
        // A client that is given a server which is not there sits its whole timeout out, even if the server comes a moment later.
        if (!configuration.AbortOnConnectFail) await Doorbell.AnsweredAsync(options.EndPoints, time, stop);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ConnectionMultiplexer.ConnectAsync(options);
            }
            catch (RedisConnectionException fault) when (!configuration.AbortOnConnectFail)
            {
                RedisLog.ConnectFailed(log, fault);
                await Task.Delay(ReconnectDelays.OfOneServer.After(attempt), time, stop);
            }
        }
    }
}
