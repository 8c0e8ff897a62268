using System.Diagnostics.Metrics;
using AIKernel.Caching.Telemetry;

namespace AIKernel.Caching.Strategies;

/// <summary>Counts of keyed values, on the engine's meter.</summary>
internal sealed class KeyedMetrics
{
    private readonly Counter<long> _writes, _removed, _failedSets, _flushed, _buried;

    public KeyedMetrics(IMeterFactory meters, PendingWrites pending)
    {
        var meter = meters.Create(CacheMetrics.MeterName);
        _writes = meter.CreateCounter<long>("aikernel.cache.keyed.writes", null, "Keyed values acknowledged, by strategy.");
        _removed = meter.CreateCounter<long>("aikernel.cache.keyed.removals", null, "Keyed values ended by removal or invalidation, with what depended on them.");
        _failedSets = meter.CreateCounter<long>("aikernel.cache.keyed.safe.set.failures", null, "Keyed values that were to be kept if possible and were not.");
        _flushed = meter.CreateCounter<long>("aikernel.cache.write.behind.flushed", null, "Written-behind values that this node brought to the database.");
        _buried = meter.CreateCounter<long>("aikernel.cache.write.behind.dead", null, "Written-behind values that this node put aside because the database refuses them.");
        meter.CreateObservableGauge("aikernel.cache.write.behind.pending", () => pending.Count, null, "Keys whose written-behind values this node answers from the log.");
    }

    public void Wrote(KeyedStrategy strategy, int count) => _writes.Add(count, new KeyValuePair<string, object?>("strategy", KeyedStrategyNames.NameOf(strategy)));

    public void Removed(long count) => _removed.Add(count);

    public void SafeSetFailed() => _failedSets.Add(1);

    public void Flushed(int count) => _flushed.Add(count);

    public void Buried() => _buried.Add(1);
}
