using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>
/// Asks Redis; when that fails or takes too long, the process's own windows decide, for this request and for those after
/// it. While it is so, a request now and then lets Redis be tried in the background, with the real script, so that a
/// Redis that answers but refuses is not taken for a good one; nobody waits for that.
/// </summary>
internal sealed class SharedRateLimits : IRateLimits
{
    private static readonly TimeSpan TrialPause = TimeSpan.FromMilliseconds(250);
    private static readonly RateLimitRule Trial = new("trial", 1, TimeSpan.FromSeconds(1));

    private readonly RedisWindow? _redis;
    private readonly LocalWindows _local;
    private readonly RateLimitSettings _settings;
    private readonly RateLimitMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<SharedRateLimits> _log;
    private readonly Lock _switching = new();
    private volatile bool _alone;
    private long _tried;

    public SharedRateLimits(RateLimitSettings settings, RateLimitMetrics metrics, TimeProvider time, ILogger<SharedRateLimits> log, StateRedis? redis = null)
    {
        (_settings, _metrics, _time, _log) = (settings, metrics, time, log);
        _redis = redis is null ? null : new(redis);
        _local = new(time);
        metrics.ObserveLocal(() => _redis is null || _alone);
    }

    public async ValueTask<RateLimitDecision> AcquireAsync(RateLimitRule rule, string partition, CancellationToken cancellationToken)
    {
        var decision = await TryShareAsync(rule, partition, cancellationToken) ?? _local.Acquire(rule, partition);
        _metrics.Count(rule, decision.Allowed);
        return decision;
    }

    private async ValueTask<RateLimitDecision?> TryShareAsync(RateLimitRule rule, string partition, CancellationToken cancellationToken)
    {
        if (_redis is null) return null;
        if (_alone)
        {
            TryAgainLater();
            return null;
        }
        try
        {
            return await AskAsync(rule, partition).WaitAtMostAsync(_settings.Deadline, _time, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            StandAlone(fault);
            return null;
        }
    }

    private async Task<RateLimitDecision> AskAsync(RateLimitRule rule, string partition) => await _redis!.AcquireAsync(rule, partition);

    private void StandAlone(Exception fault)
    {
        lock (_switching)
        {
            if (_alone) return;
            (_alone, _tried) = (true, _time.GetTimestamp());
        }
        _metrics.CountFallback();
        RateLimitLog.Local(_log, fault);
    }

    private void TryAgainLater()
    {
        lock (_switching)
        {
            if (!_alone || _time.GetElapsedTime(_tried) < TrialPause) return;
            _tried = _time.GetTimestamp();
        }
        // The trial belongs to nobody's request: without the caller's context.
        ThreadPool.UnsafeQueueUserWorkItem(static self => _ = self.TryAgainAsync(), this, preferLocal: false);
    }

    private async Task TryAgainAsync()
    {
        try
        {
            await AskAsync(Trial, "node").WaitAtMostAsync(_settings.Deadline, _time, CancellationToken.None);
        }
        catch (Exception fault)
        {
            RateLimitLog.StillLocal(_log, fault);
            return;
        }
        lock (_switching)
        {
            if (!_alone) return;
            _alone = false;
        }
        RateLimitLog.Shared(_log);
    }
}
