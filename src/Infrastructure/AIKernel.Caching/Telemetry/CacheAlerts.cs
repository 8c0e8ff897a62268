using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// Judges how the cache did over an interval. Each crossing of a threshold is one log event and one count of
/// <c>aikernel.cache.alerts</c>, and what lies between the threshold to raise and the one to clear changes nothing.
/// </summary>
internal sealed class CacheAlerts
{
    public const string HitRate = "hit-rate", Latency = "latency";
    private const string Raised = "raised", Cleared = "cleared";

    private readonly AlertConfiguration _configuration;
    private readonly ILogger _log;
    private readonly Counter<long> _crossings;
    private readonly HashSet<string> _raised = new(StringComparer.Ordinal);

    public CacheAlerts(AlertConfiguration configuration, IMeterFactory meters, ILogger<CacheAlerts> log)
    {
        (_configuration, _log) = (configuration, log);
        _crossings = meters.Create(CacheMetrics.MeterName).CreateCounter<long>("aikernel.cache.alerts", null, "Times an alert of the cache was raised or cleared.");
        foreach (var alert in new[] { HitRate, Latency })
            foreach (var change in new[] { Raised, Cleared }) Count(alert, change, 0); // so that the page shows them before the first crossing
    }

    /// <summary>Whether anything is judged.</summary>
    public bool Enabled => _configuration.Enabled;

    /// <summary>Judges one interval; of too few reads nothing can be said.</summary>
    public void Judge(CacheTotals interval, TimeSpan elapsed)
    {
        if (!Enabled || interval.Reads == 0 || interval.Reads < _configuration.MinimumReadsPerSecond * elapsed.TotalSeconds) return;
        var (rate, milliseconds) = (interval.HitRate, interval.MeanLatency.TotalMilliseconds);
        Move(HitRate, rate, _configuration.HitRateBelow, bad: rate < _configuration.HitRateBelow, good: rate >= _configuration.HitRateClearedAt);
        Move(Latency, milliseconds, _configuration.LatencyAboveMilliseconds, bad: milliseconds > _configuration.LatencyAboveMilliseconds, good: milliseconds <= _configuration.LatencyClearedAtMilliseconds);
    }

    private void Move(string alert, double value, double threshold, bool bad, bool good)
    {
        // Told first: an event that could not be written is tried again at the next interval.
        if (bad && !_raised.Contains(alert))
        {
            CacheLog.AlertRaised(_log, alert, value, threshold);
            Count(alert, Raised, 1);
            _raised.Add(alert);
        }
        else if (good && _raised.Contains(alert))
        {
            CacheLog.AlertCleared(_log, alert, value);
            Count(alert, Cleared, 1);
            _raised.Remove(alert);
        }
    }

    private void Count(string alert, string change, long by) => _crossings.Add(by, new KeyValuePair<string, object?>("alert", alert), new("change", change));
}
