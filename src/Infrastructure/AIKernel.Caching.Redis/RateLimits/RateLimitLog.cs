using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>What the limits say in the log, ids 1150–1159. No callers.</summary>
internal static partial class RateLimitLog
{
    [LoggerMessage(1150, LogLevel.Warning, "Limits cannot be shared in Redis; each process keeps them for itself until they can.")]
    public static partial void Local(ILogger log, Exception fault);

    [LoggerMessage(1151, LogLevel.Information, "Limits are shared in Redis again.")]
    public static partial void Shared(ILogger log);

    [LoggerMessage(1152, LogLevel.Debug, "Limits still cannot be shared in Redis.")]
    public static partial void StillLocal(ILogger log, Exception fault);
}
