using System.Diagnostics.Tracing;

namespace AIKernel.Catalog.Api.Telemetry;

/// <summary>
/// Tells the log that telemetry does not arrive. The exporter says so on an event source of its own, which nobody reads
/// who does not know of it. Once a minute at most, and by the event's name alone: its text holds addresses.
/// </summary>
internal sealed class ExportFaults(ILogger log, TimeProvider time) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _told;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter) EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Traces and metrics are sent, and fail, on threads of their own.
        lock (_lock)
        {
            if (_told is { } told && time.GetElapsedTime(told) < Pause) return;
            _told = time.GetTimestamp();
        }
        ApiLog.TelemetryFails(log, eventData.EventName ?? $"{eventData.EventId}");
    }
}
