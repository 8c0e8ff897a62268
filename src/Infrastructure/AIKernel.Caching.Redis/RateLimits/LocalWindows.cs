using System.Collections.Concurrent;

namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>
/// The windows of this process, for the time when there is no Redis to share them in. Their number is bounded: callers
/// beyond it share one window, so that a flood of addresses can neither fill the memory nor lift the limit.
/// </summary>
internal sealed class LocalWindows(TimeProvider time, int capacity = LocalWindows.DefaultCapacity)
{
    public const int DefaultCapacity = 10_000;

    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(RateLimitRule Rule, string Partition), LocalWindow> _windows = new();
    private readonly ConcurrentDictionary<RateLimitRule, LocalWindow> _overflow = new();
    private readonly Lock _changing = new();
    private long? _swept;

    /// <summary>How many partitions have a window of their own.</summary>
    public int Count => _windows.Count;

    public RateLimitDecision Acquire(RateLimitRule rule, string partition)
    {
        while (true)
            if (WindowOf(rule, partition).Acquire() is { } decision) return decision;
    }

    private LocalWindow WindowOf(RateLimitRule rule, string partition)
    {
        if (_windows.TryGetValue((rule, partition), out var window)) return window;
        lock (_changing)
        {
            if (_windows.Count >= capacity) Sweep();
            return _windows.Count < capacity
                ? _windows.GetOrAdd((rule, partition), key => new(key.Rule, time))
                : _overflow.GetOrAdd(rule, shared => new(shared, time));
        }
    }

    /// <summary>Forgets windows in which nothing counts any more; not for every caller of a flood, but now and then.</summary>
    private void Sweep()
    {
        if (_swept is { } last && time.GetElapsedTime(last) < SweepPause) return;
        _swept = time.GetTimestamp();
        foreach (var (key, window) in _windows)
            if (window.TryRetire()) _windows.TryRemove(key, out _);
    }
}
