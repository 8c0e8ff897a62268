using System.Globalization;
using System.Net;
using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>
/// The Sentinels that know who is the master. Each is asked on a connection of its own, so that one that is away keeps
/// nobody waiting for the others.
/// </summary>
internal sealed class Sentinels : IAsyncDisposable
{
    /// <summary>A Sentinel that takes longer to answer is not heard this time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly ConfigurationOptions[] _options;
    private readonly string _service;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task<ConnectionMultiplexer>?[] _connections;

    public Sentinels(ConfigurationOptions options, string service, TimeProvider time, ILogger log)
    {
        (_service, _time, _log) = (service, time, log);
        _options = [.. options.EndPoints.Select(endpoint => Alone(options, endpoint))];
        _connections = new Task<ConnectionMultiplexer>?[_options.Length];
    }

    /// <summary>Raised when a Sentinel says that another is the master now.</summary>
    public event Action? Switched;

    /// <summary>
    /// The master in the newest configuration that any Sentinel within reach knows of; null when none knows. Every
    /// configuration has a number of its own, which a majority has agreed to: a Sentinel that slept through a failover,
    /// or was cut off from the others, has a lower one.
    /// </summary>
    public async Task<EndPoint?> FindMasterAsync()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, _options.Length).Select(AskAsync));
        return answers.OfType<Answer>().MaxBy(static answer => answer.Epoch)?.Master;
    }

    public async ValueTask DisposeAsync()
    {
        // One that is being made may take its whole timeout; it is disposed of when it comes.
        foreach (var connection in _connections.OfType<Task<ConnectionMultiplexer>>())
            if (connection.IsCompletedSuccessfully) await (await connection).DisposeAsync();
            else _ = connection.ContinueWith(static late => late.IsCompletedSuccessfully ? late.Result.DisposeAsync().AsTask() : Task.FromResult(late.Exception), TaskScheduler.Default);
    }

    /// <summary>No Sentinel among them raises an exception here; one that cannot be asked has no opinion.</summary>
    private async Task<Answer?> AskAsync(int sentinel)
    {
        try
        {
            return await AskNowAsync(sentinel).WaitAtMostAsync<Answer?>(Patience, _time, CancellationToken.None);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            RedisLog.SentinelFailed(_log, fault);
            return null;
        }
    }

    private async Task<Answer?> AskNowAsync(int sentinel)
    {
        var redis = await ConnectedAsync(sentinel);
        var server = redis.GetServer(_options[sentinel].EndPoints[0]);
        // While a failover goes on, the address is that of the new master before all the rest is.
        var address = server.SentinelGetMasterAddressByNameAsync(_service);
        var facts = await server.SentinelMasterAsync(_service);
        if (await address is not { } master) return null;
        var epoch = facts.FirstOrDefault(static fact => fact.Key == "config-epoch").Value;
        return new(master, long.Parse(epoch ?? "0", CultureInfo.InvariantCulture));
    }

    private Task<ConnectionMultiplexer> ConnectedAsync(int sentinel)
    {
        var connection = _connections[sentinel];
        if (connection is { IsFaulted: false, IsCanceled: false }) return connection;
        return _connections[sentinel] = ConnectAsync(_options[sentinel]);
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal("+switch-master"), (_, message) =>
        {
            if (message.ToString().StartsWith($"{_service} ", StringComparison.Ordinal)) Switched?.Invoke();
        }, CommandFlags.FireAndForget);
        return redis;
    }

    private static ConfigurationOptions Alone(ConfigurationOptions options, EndPoint endpoint)
    {
        var alone = options.Clone();
        alone.EndPoints.Clear();
        alone.EndPoints.Add(endpoint);
        return alone;
    }

    private sealed record Answer(EndPoint Master, long Epoch);
}
