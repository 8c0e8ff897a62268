using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Strategies;

/// <summary>What keyed values say in the log: ids 1060–1079. No keys, no values.</summary>
internal static partial class KeyedLog
{
    [LoggerMessage(1060, LogLevel.Warning, "A value was written to the database, but could not be put into the tiers; the next read loads it.")]
    public static partial void NotPlaced(ILogger log, Exception exception);

    [LoggerMessage(1061, LogLevel.Warning, "A value that was to be kept if possible was not.")]
    public static partial void SafeSetFailed(ILogger log, Exception exception);

    [LoggerMessage(1062, LogLevel.Warning, "Deleting expired values failed; it is tried again later.")]
    public static partial void SweepFailed(ILogger log, Exception exception);

    [LoggerMessage(1063, LogLevel.Warning, "The write-behind log cannot be read ({Reason}); written-behind values of other nodes show when they reach the database.")]
    public static partial void LogUnreadable(ILogger log, string reason, Exception exception);

    [LoggerMessage(1064, LogLevel.Information, "The write-behind log can be read again.")]
    public static partial void LogReadable(ILogger log);

    [LoggerMessage(1065, LogLevel.Warning, "Written-behind values could not be brought to the database; they stay in the log, and it is tried again.")]
    public static partial void FlushFailed(ILogger log, Exception exception);

    [LoggerMessage(1066, LogLevel.Information, "Written-behind values reach the database again.")]
    public static partial void FlushWorks(ILogger log);

    [LoggerMessage(1067, LogLevel.Error, "A written-behind value was put aside (sequence {Sequence}): {Reason}.")]
    public static partial void Buried(ILogger log, long sequence, string reason);

    [LoggerMessage(1068, LogLevel.Error, "The node stops with values in the write-behind log that have not reached the database; another node, or the next start, brings them there.")]
    public static partial void NotDrained(ILogger log, Exception? exception);

    [LoggerMessage(1069, LogLevel.Error, "The write-behind log could not be read for {Minutes} minutes; what this node remembers of it is forgotten.")]
    public static partial void Forgotten(ILogger log, double minutes);
}
