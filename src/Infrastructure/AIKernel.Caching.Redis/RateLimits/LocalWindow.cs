namespace AIKernel.Caching.Redis.RateLimits;

/// <summary>One partition's sliding window in this process: the moments of its permits, at most as many as the limit allows.</summary>
internal sealed class LocalWindow(RateLimitRule rule, TimeProvider time)
{
    private readonly Queue<long> _moments = new();
    private bool _retired;

    /// <summary>Null when the window has been retired: its caller looks for the one in its place.</summary>
    public RateLimitDecision? Acquire()
    {
        lock (_moments)
        {
            if (_retired) return null;
            var now = Forget();
            var allowed = _moments.Count < rule.PermitLimit;
            if (allowed) _moments.Enqueue(now);
            return new(allowed, rule.PermitLimit - _moments.Count, rule.Window - time.GetElapsedTime(_moments.Peek(), now));
        }
    }

    /// <summary>
    /// Whether nothing counts here any more; nothing ever will. Else: (1) a caller finds the window; (2) it is swept away;
    /// (3) the caller's permit is counted in a window nobody else will look into.
    /// </summary>
    public bool TryRetire()
    {
        lock (_moments)
        {
            Forget();
            return _retired = _moments.Count == 0;
        }
    }

    private long Forget()
    {
        var now = time.GetTimestamp();
        while (_moments.TryPeek(out var moment) && time.GetElapsedTime(moment, now) >= rule.Window) _moments.Dequeue();
        return now;
    }
}
