using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AIKernel.Catalog.Api.Metrics;

/// <summary>
/// Listens to the instruments of this process that the pages show, and keeps their values. Instruments whose names
/// become the same family share it when their types agree; else the first one has it, since a family may appear once.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private static readonly double[] SecondBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] OtherBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Page, string Name), Family> _families = new();
    private readonly IMeterFactory _own;
    private readonly ILogger<MetricsCollector> _log;
    private readonly Lock _collecting = new();
    private long _collection;

    public MetricsCollector(IMeterFactory own, ILogger<MetricsCollector> log)
    {
        (_own, _log) = (own, log);
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Take((double)value, tags, state));
        _listener.Start();
    }

    /// <summary>Asks the observed instruments, then hands out the families of these pages in the order of their names.</summary>
    public void Collect(IReadOnlyList<string> pages, Action<Family, long> use)
    {
        lock (_collecting)
        {
            Volatile.Write(ref _collection, _collection + 1);
            RecordObserved();
            foreach (var (_, family) in _families.Where(pair => pages.Contains(pair.Key.Page)).OrderBy(static pair => pair.Key.Name, StringComparer.Ordinal))
            {
                if (family.Overflowed) ApiLog.TooManySeries(_log, family.Name);
                use(family, _collection);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (MetricPages.Of(instrument.Meter.Name) is not { } page) return;
        // Meters of a factory belong to one host; another host in this process has its own collector.
        if (instrument.Meter.Scope is IMeterFactory other && other != _own) return;
        var kind = KindOf(instrument);
        var (name, scale) = MetricNames.Of(instrument.Name, instrument.Unit, kind);
        var family = _families.GetOrAdd((page, name), _ => new(name, Help(instrument), kind, kind == MetricKind.Histogram ? BoundsOf(instrument, scale) : null, scale));
        if (family.Kind == kind && family.Scale.Equals(scale)) listener.EnableMeasurementEvents(instrument, new Target(this, family, instrument.IsObservable, Accumulates(instrument)));
    }

    // A callback of somebody's instrument that throws must not cost the page.
    private void RecordObserved()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException faults)
        {
            foreach (var fault in faults.InnerExceptions) ApiLog.InstrumentFailed(_log, fault);
        }
    }

    private static void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) => ((Target)state!).Take(value, tags);

    private static MetricKind KindOf(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() switch
    {
        var type when type == typeof(Counter<>) || type == typeof(ObservableCounter<>) => MetricKind.Counter,
        var type when type == typeof(Histogram<>) => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };

    private static bool Accumulates(Instrument instrument) =>
        instrument.GetType().GetGenericTypeDefinition() is var type && (type == typeof(Counter<>) || type == typeof(UpDownCounter<>));

    private static string Help(Instrument instrument) =>
        string.IsNullOrWhiteSpace(instrument.Description) ? $"Instrument {instrument.Name} of meter {instrument.Meter.Name}." : instrument.Description;

    private static double[] BoundsOf(Instrument instrument, double scale)
    {
        var advised = HistogramAdvice.Of(instrument);
        if (advised is null) return instrument.Unit is "s" or "ms" or "us" or "ns" ? SecondBounds : OtherBounds;
        return [.. advised.Select(bound => bound * scale).Where(double.IsFinite).Distinct().Order()];
    }

    /// <summary>Where an instrument's measurements go. Observed instruments tell the whole value, once per collection.</summary>
    private sealed class Target(MetricsCollector collector, Family family, bool observed, bool accumulates)
    {
        public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var series = family.Find(tags);
            value *= family.Scale;
            if (family.Kind == MetricKind.Histogram) series.Record(value);
            else if (accumulates) series.Add(value);
            else if (observed && series.Collection == Volatile.Read(ref collector._collection) && family.Kind == MetricKind.Counter) series.Add(value);
            else series.Set(value);
            series.Collection = observed ? Volatile.Read(ref collector._collection) : long.MaxValue;
        }
    }
}
