using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// Every log event of the engine, ids 1000–1099. No payloads; keys only in what is below Information, and those of
/// sensitive entries as a hash. Nothing on a hit, unless the level Trace was on when the operation was bound.
/// </summary>
internal static partial class CacheLog
{
    [LoggerMessage(1000, LogLevel.Warning, "The shared tier is left alone after repeated failures; it is probed in the background.")]
    public static partial void CircuitOpened(ILogger log, Exception? exception);

    [LoggerMessage(1001, LogLevel.Information, "The shared tier is in use again.")]
    public static partial void CircuitClosed(ILogger log);

    [LoggerMessage(1002, LogLevel.Debug, "The shared tier failed to {Operation}; treated as a miss.")]
    private static partial void SharedTierFailedEvent(ILogger log, string operation, Exception exception);

    [LoggerMessage(1003, LogLevel.Warning, "The source of {Operation} failed; a stale value is served.")]
    private static partial void SourceFailedEvent(ILogger log, string operation, Exception exception);

    [LoggerMessage(1010, LogLevel.Information, "The journal is read: epoch {Epoch:x16}, horizon {Horizon}, {Tags} tags touched in its window.")]
    public static partial void JournalOpened(ILogger log, ulong epoch, ulong horizon, int tags);

    [LoggerMessage(1011, LogLevel.Warning, "The journal could not be read; without it nothing is served from the cache after {Seconds} s.")]
    private static partial void JournalUnreadableEvent(ILogger log, double seconds, Exception exception);

    [LoggerMessage(1012, LogLevel.Information, "The journal can be read again.")]
    public static partial void JournalReadable(ILogger log);

    [LoggerMessage(1013, LogLevel.Information, "Notifications are lost; polling covers until they are back.")]
    public static partial void NotificationsLost(ILogger log, Exception exception);

    [LoggerMessage(1014, LogLevel.Warning, "The catch-up after a write failed; the node serves nothing from its cache until it has read the journal.")]
    public static partial void CatchUpFailed(ILogger log, Exception exception);

    [LoggerMessage(1015, LogLevel.Warning, "Pruning the journal failed; it is tried again later.")]
    public static partial void PruneFailed(ILogger log, Exception exception);

    [LoggerMessage(1016, LogLevel.Information, "The node starts without having read the journal; nothing is served from the cache until it has.")]
    public static partial void StartedWithoutJournal(ILogger log, Exception exception);

    [LoggerMessage(1020, LogLevel.Information, "Cache metrics: hit rate {HitRate:P2}, memory hits {MemoryHits}, shared hits {SharedHits}, misses {Misses}, writes {Writes}, bytes written {WrittenBytes}, evictions {Evictions}, errors {Errors}.")]
    public static partial void Summary(ILogger log, double hitRate, long memoryHits, long sharedHits, long misses, long writes, long writtenBytes, long evictions, long errors);

    [LoggerMessage(1021, LogLevel.Information, "Cache metrics of {Operation}: memory hits {MemoryHits}, shared hits {SharedHits}, misses {Misses}, writes {Writes}, bytes written {WrittenBytes}.")]
    public static partial void OperationSummary(ILogger log, string operation, long memoryHits, long sharedHits, long misses, long writes, long writtenBytes);

    [LoggerMessage(1022, LogLevel.Error, "Publishing the cache metrics failed; it goes on at the next interval.")]
    public static partial void SummaryFailed(ILogger log, Exception exception);

    [LoggerMessage(1030, LogLevel.Trace, "cache_hit {Key} in {Tier} ({Operation}).", EventName = "cache_hit")]
    public static partial void Hit(ILogger log, string key, string tier, string operation);

    [LoggerMessage(1031, LogLevel.Trace, "cache_miss {Key} ({Operation}).", EventName = "cache_miss")]
    public static partial void Miss(ILogger log, string key, string operation);

    [LoggerMessage(1032, LogLevel.Debug, "cache_error {Key} in {Tier} ({Operation}): {Fault}.", EventName = "cache_error")]
    public static partial void Error(ILogger log, string key, string tier, string operation, string fault);

    [LoggerMessage(1040, LogLevel.Warning, "Cache alert {Alert} is raised: {Value:0.###}, beyond {Threshold:0.###}.")]
    public static partial void AlertRaised(ILogger log, string alert, double value, double threshold);

    [LoggerMessage(1041, LogLevel.Information, "Cache alert {Alert} is cleared: {Value:0.###}.")]
    public static partial void AlertCleared(ILogger log, string alert, double value);

    public static void SharedTierFailed(ILogger log, string operation, Exception exception)
    {
        CacheEventSource.Log.Error("redis", operation, exception);
        SharedTierFailedEvent(log, operation, exception);
    }

    public static void SourceFailed(ILogger log, string operation, Exception exception)
    {
        CacheEventSource.Log.Error("source", operation, exception);
        SourceFailedEvent(log, operation, exception);
    }

    public static void JournalUnreadable(ILogger log, double seconds, Exception exception)
    {
        CacheEventSource.Log.Error("journal", "read", exception);
        JournalUnreadableEvent(log, seconds, exception);
    }
}
