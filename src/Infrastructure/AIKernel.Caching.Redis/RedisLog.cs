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

    [LoggerMessage(1103, LogLevel.Warning, "Redis takes no writes here any more; a new connection is made to whoever is the master now.")]
    public static partial void Renewing(ILogger log);

    [LoggerMessage(1104, LogLevel.Debug, "An attempt to connect to Redis failed.")]
    public static partial void ConnectFailed(ILogger log, Exception exception);

    [LoggerMessage(1105, LogLevel.Error, "Redis's certificate is refused: {Reason}. Memory and database serve until one comes that can be believed.")]
    public static partial void CertificateRefused(ILogger log, string reason);

    [LoggerMessage(1106, LogLevel.Debug, "A Sentinel could not be asked.")]
    public static partial void SentinelFailed(ILogger log, Exception exception);
}
