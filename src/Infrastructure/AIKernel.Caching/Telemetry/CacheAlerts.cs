using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// Judges how the cache did over an interval. Each crossing of a threshold is one log event and one count of
/// <c>aikernel.cache.alerts</c>, and what lies between the threshold to raise and the one to clear changes nothing.
/// </summary>
internal sealed class CacheAlerts
{
    private readonly AlertConfiguration _configuration;
    private readonly ILogger _log;
    private readonly Alert _hitRate = new("hit-rate"), _latency = new("latency");

    public CacheAlerts(AlertConfiguration configuration, IMeterFactory meters, ILogger<CacheAlerts> log)
    {
        (_configuration, _log) = (configuration, log);
        // Observed, so that whoever begins to listen later sees what was before, and zeros before the first crossing.
        meters.Create(CacheMetrics.MeterName).CreateObservableCounter("aikernel.cache.alerts",
            () => new[] { _hitRate, _latency }.SelectMany(static alert => alert.Counts), null, "Times an alert of the cache was raised or cleared.");
    }

    /// <summary>Whether anything is judged.</summary>
    public bool Enabled => _configuration.Enabled;

    /// <summary>Judges one interval; of too few reads nothing can be said.</summary>
    public void Judge(CacheTotals interval, TimeSpan elapsed)
    {
        if (!Enabled || interval.Reads == 0 || interval.Reads < _configuration.MinimumReadsPerSecond * elapsed.TotalSeconds) return;
        var (rate, milliseconds) = (interval.HitRate, interval.MeanLatency.TotalMilliseconds);
        Move(_hitRate, rate, _configuration.HitRateBelow, bad: rate < _configuration.HitRateBelow, good: rate >= _configuration.HitRateClearedAt);
        Move(_latency, milliseconds, _configuration.LatencyAboveMilliseconds, bad: milliseconds > _configuration.LatencyAboveMilliseconds, good: milliseconds <= _configuration.LatencyClearedAtMilliseconds);
    }

    private void Move(Alert alert, double value, double threshold, bool bad, bool good)
    {
        // Told first: an event that could not be written is tried again at the next interval.
        if (bad && !alert.IsRaised)
        {
            CacheLog.AlertRaised(_log, alert.Name, value, threshold);
            Interlocked.Increment(ref alert.Raised);
        }
        else if (good && alert.IsRaised)
        {
            CacheLog.AlertCleared(_log, alert.Name, value);
            Interlocked.Increment(ref alert.Cleared);
        }
    }

    /// <summary>It is raised as long as it was raised once more than cleared.</summary>
    private sealed class Alert(string name)
    {
        public long Raised, Cleared;

        public string Name => name;

        public bool IsRaised => Volatile.Read(ref Raised) > Volatile.Read(ref Cleared);

        public Measurement<long>[] Counts => [Count("raised", Volatile.Read(ref Raised)), Count("cleared", Volatile.Read(ref Cleared))];

        private Measurement<long> Count(string change, long count) => new(count, new KeyValuePair<string, object?>("alert", name), new("change", change));
    }
}
