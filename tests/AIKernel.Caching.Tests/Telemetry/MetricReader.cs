using System.Diagnostics.Metrics;

namespace AIKernel.Caching.Tests.Telemetry;

/// <summary>Reads the instruments of one meter scope under the names they have on a Prometheus page.</summary>
internal sealed class MetricReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);

    public MetricReader(object scope)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, scope)) return;
            Names.Add(NameOf(instrument));
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Every instrument's name.</summary>
    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The series of one reading, with their labels; of histograms, how many values were recorded so far.</summary>
    public IReadOnlyDictionary<string, double> Collect()
    {
        lock (_values)
            foreach (var name in _values.Keys.Where(static name => !name.Contains("_seconds{", StringComparison.Ordinal)).ToList()) _values.Remove(name);
        _listener.RecordObservableInstruments();
        lock (_values) return new Dictionary<string, double>(_values, StringComparer.Ordinal);
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
        var series = NameOf(instrument) + (labels.Length == 0 ? "" : $"{{{labels}}}");
        lock (_values) _values[series] = instrument is Histogram<double> ? _values.GetValueOrDefault(series) + 1 : value;
    }

    private static string NameOf(Instrument instrument) =>
        instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "") + (instrument is ObservableCounter<long> ? "_total" : "");
}
