using System.Globalization;
using System.Net;
using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>
/// Keeps a client's idea of a cluster up to date. By itself it learns who serves a slot only from a node that redirects
/// it: not who has taken the place of one that is silent or gone.
/// </summary>
internal sealed class ClusterMap(ConnectionMultiplexer client, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), ShortPause = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromMilliseconds(500);

    private Task _learning = Task.CompletedTask;
    private string? _seen, _learnt;
    private int _turn;

    /// <summary>How long to wait before the next look; not as long while the client lacks a node or knowledge.</summary>
    public TimeSpan Rest => _seen == _learnt && Array.TrueForAll(client.GetServers(), static server => server.IsConnected) ? Pause : ShortPause;

    /// <summary>
    /// Asks the next node within reach who serves what, and has the client learn it if that has changed. False when the
    /// client holds on to addresses that no node has any more: it would try them for ever.
    /// </summary>
    public async Task<bool> LookAsync(CancellationToken stop)
    {
        var servers = client.GetServers();
        var within = Array.FindAll(servers, static server => server is { IsConnected: true, ServerType: ServerType.Cluster });
        if (within.Length == 0) return true;
        try
        {
            if (await within[(uint)_turn++ % within.Length].ClusterNodesAsync().WaitAtMostAsync(Patience, time, stop) is not { } map) return true;
            _seen = Describe(map);
            // What is true at the first look, the client has found out while it was made.
            _learnt ??= _seen;
            if (_seen != _learnt && _learning.IsCompleted) _learning = LearnAsync(_seen);
            // Addresses only: a name is not in the map, and may lead to another address next time.
            return !Array.Exists(servers, server => server is { IsConnected: false, EndPoint: IPEndPoint address } && map[address] is null);
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault) && !stop.IsCancellationRequested)
        {
            RedisLog.ConnectFailed(log, fault);
            return true;
        }
    }

    /// <summary>The client asks every node, and waits for those that are gone, which we do not. It refuses while it is at it already.</summary>
    private async Task LearnAsync(string seen)
    {
        try
        {
            if (await client.ConfigureAsync()) _learnt = seen;
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault))
        {
            RedisLog.ConnectFailed(log, fault);
        }
    }

    private static string Describe(ClusterConfiguration map) => string.Join('\n', map.Nodes
        .Where(static node => node is { IsReplica: false, Slots.Count: > 0 })
        .Select(static node => string.Create(CultureInfo.InvariantCulture, $"{node.EndPoint} {string.Join(',', node.Slots)}")).Order(StringComparer.Ordinal));
}
