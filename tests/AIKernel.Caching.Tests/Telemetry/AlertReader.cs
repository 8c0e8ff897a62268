using System.Diagnostics.Metrics;

namespace AIKernel.Caching.Tests.Telemetry;

/// <summary>Counts the crossings that the meters of one factory tell of.</summary>
internal sealed class AlertReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public AlertReader(object scope)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, scope) && instrument.Name == "aikernel.cache.alerts") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => _counts[string.Join(' ', tags.ToArray().Select(static tag => tag.Value))] = count);
        _listener.Start();
    }

    /// <exception cref="KeyNotFoundException">It is not counted, not even as 0.</exception>
    public long Count(string alert, string change)
    {
        _listener.RecordObservableInstruments();
        return _counts[$"{alert} {change}"];
    }

    public void Dispose() => _listener.Dispose();
}
