using System.Net;
using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>
/// To whoever the Sentinels say is the master, and who says so himself. They are asked when they announce another one,
/// when a connection is lost, when writes are refused, and every second anyway: an announcement may be lost, and a master
/// that hangs loses no connection.
/// </summary>
internal sealed class SentinelRoute : IRedisRoute
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), ShortPause = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(2);

    private readonly RedisConfiguration _configuration;
    private readonly Action<string> _certificateRefused;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Sentinels _sentinels;
    private readonly Bell _bell;
    private ConnectionMultiplexer? _client;
    private EndPoint? _master;
    private long _renewed;
    private int _refused;

    public SentinelRoute(RedisConfiguration configuration, ConfigurationOptions sentinels, string service, Action<string> certificateRefused, TimeProvider time, ILogger log)
    {
        (_configuration, _certificateRefused, _time, _log) = (configuration, certificateRefused, time, log);
        _bell = new(time);
        _sentinels = new(sentinels, service, time, log);
        _sentinels.Switched += _bell.Ring;
    }

    public async Task RunAsync(Func<ConnectionMultiplexer, ValueTask> adopt, CancellationToken stop)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            if (await FindOtherAsync(stop) is { } client) await adopt(_client = client);
            else if (_client is null && _configuration.AbortOnConnectFail && _time.GetElapsedTime(started).TotalMilliseconds > _configuration.ConnectTimeout)
                throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "The Sentinels name no master that answers.");
            await _bell.WaitAsync(_client is { IsConnected: true } ? Pause : ShortPause, stop);
        }
    }

    public void Lost() => _bell.Ring();

    public void Refused()
    {
        Volatile.Write(ref _refused, 1);
        _bell.Ring();
    }

    public ValueTask DisposeAsync() => _sentinels.DisposeAsync();

    /// <summary>A client to the master, if that is another one than before, or refuses writes as if it were none.</summary>
    private async Task<ConnectionMultiplexer?> FindOtherAsync(CancellationToken stop)
    {
        var refused = Interlocked.Exchange(ref _refused, 0) == 1 && _time.GetElapsedTime(_renewed) >= Pause;
        if (await _sentinels.FindMasterAsync() is not { } master || (master.Equals(_master) && !refused)) return null;
        if (_master is not null) RedisLog.Renewing(_log);
        if (await ConnectAsync(master, stop) is not { } client) return null;
        (_master, _renewed) = (master, _time.GetTimestamp());
        return client;
    }

    private async Task<ConnectionMultiplexer?> ConnectAsync(EndPoint master, CancellationToken stop)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(_configuration.ToMasterOptions(master, _certificateRefused));
        try
        {
            var client = await connecting.WaitAsync(Patience, _time, stop);
            // Between the Sentinels' decision and its execution the old master is one still, and the new one not yet.
            if (await client.GetServer(master).RoleAsync().WaitAtMostAsync(Patience, _time, stop) is Role.Master) return client;
            await client.DisposeAsync();
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault) && !stop.IsCancellationRequested)
        {
            RedisLog.ConnectFailed(_log, fault);
            _ = DisposeOfAsync(connecting);
        }
        return null;
    }

    /// <summary>A client that came too late, or could not do what it was made for.</summary>
    private async Task DisposeOfAsync(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            await (await connecting).DisposeAsync();
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault))
        {
            RedisLog.ConnectFailed(_log, fault);
        }
    }
}
