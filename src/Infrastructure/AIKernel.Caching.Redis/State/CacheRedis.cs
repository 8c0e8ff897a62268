using StackExchange.Redis;

namespace AIKernel.Caching.Redis.State;

/// <summary>The servers that hold the cache, as operators may look at them. Nothing it does is on the way of a read.</summary>
public sealed class CacheRedis
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly RedisConnection _connection;
    private readonly TimeProvider _time;

    internal CacheRedis(RedisConnection connection, RedisConfiguration configuration, TimeProvider time)
    {
        (_connection, _time) = (connection, time);
        Store = new(connection, configuration.InstanceName, isCacheRedis: true);
    }

    /// <summary>The same servers as a place for what may be lost.</summary>
    public StateRedis Store { get; }

    /// <summary>The keys on all masters together; null while one of them cannot be asked.</summary>
    public async Task<long?> CountKeysAsync(CancellationToken cancellationToken)
    {
        try
        {
            var masters = _connection.Database.Multiplexer.GetServers().Where(static server => !server.IsReplica).ToList();
            // Outside a cluster there is one master; another in the list was one before a failover.
            if (!masters.Exists(static server => server.ServerType == ServerType.Cluster)) masters.RemoveAll(static server => !server.IsConnected);
            if (masters.Count == 0) return null;
            var counts = await Task.WhenAll(masters.Select(server => server.DatabaseSizeAsync().WaitAtMostAsync(Patience, _time, cancellationToken)));
            return counts.Sum();
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What every server says of itself, in the order of their addresses; empty while none was ever reached.</summary>
    public async Task<IReadOnlyList<RedisServerReport>> DescribeAsync(CancellationToken cancellationToken)
    {
        IServer[] servers;
        try
        {
            servers = _connection.Database.Multiplexer.GetServers();
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault))
        {
            return [];
        }
        var reports = await Task.WhenAll(servers.Select(server => DescribeAsync(server, cancellationToken)));
        return [.. reports.OrderBy(static report => report.Endpoint, StringComparer.Ordinal)];
    }

    private async Task<RedisServerReport> DescribeAsync(IServer server, CancellationToken cancellationToken)
    {
        var endpoint = EndPointCollection.ToString(server.EndPoint);
        try
        {
            return RedisServerReport.Parse(endpoint, (string?)await server.ExecuteAsync("INFO").WaitAtMostAsync(Patience, _time, cancellationToken) ?? "");
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault) && !cancellationToken.IsCancellationRequested)
        {
            return RedisServerReport.Unreachable(endpoint);
        }
    }
}
