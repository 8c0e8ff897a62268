using StackExchange.Redis;

namespace AIKernel.Caching.Redis.State;

/// <summary>
/// The Redis that holds what is no copy of anything: sessions, data-protection keys, limits. It should not evict; the
/// cache's own Redis stands in for it where none is configured.
/// </summary>
public sealed class StateRedis
{
    private readonly RedisConnection _connection;
    private readonly string _instanceName;

    internal StateRedis(RedisConnection connection, string instanceName, bool isCacheRedis) =>
        (_connection, _instanceName, IsCacheRedis) = (connection, instanceName, isCacheRedis);

    /// <summary>Whether cache and state are in one Redis: flushing the cache then ends every session.</summary>
    public bool IsCacheRedis { get; }

    /// <summary>The database, as it can be used now. Asked for at every use: the connection may come late.</summary>
    /// <exception cref="RedisConnectionException">It cannot be used now.</exception>
    public IDatabase Database => _connection.Database;

    /// <summary>Raised when there is a client whose channels are to be listened to: the first, or one in place of another.</summary>
    internal event Action<ISubscriber>? Connected
    {
        add => _connection.Connected += value;
        remove => _connection.Connected -= value;
    }

    /// <summary>The full name of a key: the instance's name stands before every key of ours.</summary>
    public string KeyOf(string name) => $"{_instanceName}:{name}";

    /// <summary>Asks Redis something; whatever goes wrong on the way is one exception.</summary>
    /// <exception cref="StateUnavailableException">Redis could not be asked, or did not do it.</exception>
    internal async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(Database).WaitAtMostAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (Exception fault) when (IsOutage(fault) && !cancellationToken.IsCancellationRequested)
        {
            throw OutageOf(fault);
        }
    }

    /// <summary>Whether it is one of all the things the client lets through when a connection is not there, dies, or the server refuses.</summary>
    public static bool IsOutage(Exception fault) =>
        fault is RedisException or TimeoutException or IOException or OperationCanceledException or ObjectDisposedException;

    /// <summary>The one exception that stands for such a fault; what can be done about it is begun.</summary>
    public StateUnavailableException OutageOf(Exception fault)
    {
        Heed(fault);
        return new("The Redis that holds sessions and limits cannot be used.", fault);
    }

    /// <summary>A server that is no longer the master refuses writes for ever: somebody else is, behind the same name.</summary>
    internal void Heed(Exception fault)
    {
        if (fault is RedisServerException && fault.Message.Contains("READONLY", StringComparison.Ordinal)) _connection.Renew();
    }
}
