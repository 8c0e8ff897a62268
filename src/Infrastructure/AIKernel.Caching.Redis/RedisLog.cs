using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>Every log event of the Redis adapter, ids 1100–1199. No endpoints, keys or secrets.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(1100, LogLevel.Warning, "Redis has not been reached yet; memory and database serve until it is.")]
    public static partial void NotReachedYet(ILogger log);

    [LoggerMessage(1101, LogLevel.Warning, "A connection to Redis is lost ({Failure}); memory and database serve until it is back.")]
    public static partial void ConnectionLost(ILogger log, ConnectionFailureType failure);

    [LoggerMessage(1102, LogLevel.Information, "A connection to Redis is back.")]
    public static partial void ConnectionRestored(ILogger log);
}
