using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Telemetry;

/// <summary>Every log event of the engine, ids 1000–1099. No keys and no payloads; nothing on a hit.</summary>
internal static partial class CacheLog
{
    [LoggerMessage(1000, LogLevel.Warning, "The shared tier is left alone after repeated failures; it is probed in the background.")]
    public static partial void CircuitOpened(ILogger log, Exception? exception);

    [LoggerMessage(1001, LogLevel.Information, "The shared tier is in use again.")]
    public static partial void CircuitClosed(ILogger log);

    [LoggerMessage(1002, LogLevel.Debug, "The shared tier failed to {Operation}; treated as a miss.")]
    public static partial void SharedTierFailed(ILogger log, string operation, Exception exception);

    [LoggerMessage(1003, LogLevel.Warning, "The source of {Operation} failed; a stale value is served.")]
    public static partial void SourceFailed(ILogger log, string operation, Exception exception);

    [LoggerMessage(1010, LogLevel.Information, "The journal is read: epoch {Epoch:x16}, horizon {Horizon}, {Tags} tags touched in its window.")]
    public static partial void JournalOpened(ILogger log, ulong epoch, ulong horizon, int tags);

    [LoggerMessage(1011, LogLevel.Warning, "The journal could not be read; without it nothing is served from the cache after {Seconds} s.")]
    public static partial void JournalUnreadable(ILogger log, double seconds, Exception exception);

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
}
