namespace AIKernel.Catalog.Api;

/// <summary>What the host says in the log: ids 5000 to 5099. No keys, no payloads.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(5000, LogLevel.Error, "A request failed on a fault nobody expected.")]
    public static partial void Unexpected(ILogger log, Exception fault);

    [LoggerMessage(5001, LogLevel.Warning, "A request was answered 503: the database cannot be reached ({Fault}).")]
    public static partial void Unavailable(ILogger log, string fault);

    [LoggerMessage(5002, LogLevel.Warning, "An answer that had begun could not be finished; its connection was cut.")]
    public static partial void CutShort(ILogger log);

    [LoggerMessage(5003, LogLevel.Debug, "The caller left before the answer ({Fault}).")]
    public static partial void CallerLeft(ILogger log, string fault);

    [LoggerMessage(5010, LogLevel.Information, "The database is migrated.")]
    public static partial void Migrated(ILogger log);

    [LoggerMessage(5011, LogLevel.Warning, "The database cannot be migrated yet ({Fault}); the next try is in {Seconds} s.")]
    public static partial void MigrationWaits(ILogger log, string fault, double seconds);

    [LoggerMessage(5012, LogLevel.Error, "Migrating the database failed; the next try is in {Seconds} s.")]
    public static partial void MigrationFailed(ILogger log, double seconds, Exception fault);

    [LoggerMessage(5013, LogLevel.Information, "Stopping: not ready from now on, serving for another {Seconds} s.")]
    public static partial void Draining(ILogger log, double seconds);

    [LoggerMessage(5020, LogLevel.Warning, "Instrument {Instrument} has too many label sets; the rest is counted in one series.")]
    public static partial void TooManySeries(ILogger log, string instrument);

    [LoggerMessage(5021, LogLevel.Warning, "An observed instrument failed; its values are missing on the page.")]
    public static partial void InstrumentFailed(ILogger log, Exception fault);

    [LoggerMessage(5030, LogLevel.Information, "Traces and metrics are sent to {Address}.")]
    public static partial void TelemetryIsSent(ILogger log, string address);

    [LoggerMessage(5031, LogLevel.Warning, "The last traces or metrics could not be sent within {Seconds} s.")]
    public static partial void TelemetryLost(ILogger log, int seconds);

    [LoggerMessage(5032, LogLevel.Warning, "Telemetry cannot be sent ({Event}); what waited is lost, nothing else is.")]
    public static partial void TelemetryFails(ILogger log, string @event);

    [LoggerMessage(5040, LogLevel.Information, "The cache is warm: {Warmed} resources loaded, {Failed} not, in {Seconds} s.")]
    public static partial void WarmedUp(ILogger log, int warmed, int failed, double seconds);

    [LoggerMessage(5041, LogLevel.Warning, "A warm-up failed; readers load what they need.")]
    public static partial void WarmUpFailed(ILogger log, Exception fault);

    [LoggerMessage(5042, LogLevel.Warning, "One of the resources of a warm-up could not be loaded; the others go on.")]
    public static partial void WarmUpOfOneFailed(ILogger log, Exception fault);

    [LoggerMessage(5043, LogLevel.Debug, "What was read most could not be shared with the other nodes; it is tried again later.")]
    public static partial void MostReadNotShared(ILogger log, Exception fault);

    [LoggerMessage(5044, LogLevel.Warning, "The journal cannot be read for those who listen to events; they hear what they missed when it can.")]
    public static partial void EventsStall(ILogger log, Exception fault);
}
