using System.Diagnostics;

namespace AIKernel.Benchmarks.Outage;

/// <summary>From the death of Redis to its return; picks the calls that fell into a part of it, in milliseconds.</summary>
internal readonly record struct OutageWindow(long Died, long Returned)
{
    // A compiled expression cannot be a constant; the frequency does not change.
    private static readonly long s_second = Stopwatch.Frequency;

    /// <summary>Under way when it died, or begun within a second after.</summary>
    public List<double> First(IEnumerable<Call> calls)
    {
        var (from, to) = (Died, Died + s_second);
        return [.. calls.Where(call => call.Ended >= from && call.Started < to).Select(static call => call.Milliseconds)];
    }

    /// <summary>Begun later than a second after its death, before its return.</summary>
    public List<double> Later(IEnumerable<Call> calls)
    {
        var (from, to) = (Died + s_second, Returned);
        return [.. calls.Where(call => call.Started >= from && call.Started < to).Select(static call => call.Milliseconds)];
    }

    /// <summary>Any that had to do with the outage.</summary>
    public List<double> All(IEnumerable<Call> calls)
    {
        var (from, to) = (Died, Returned);
        return [.. calls.Where(call => call.Ended >= from && call.Started < to).Select(static call => call.Milliseconds)];
    }
}
