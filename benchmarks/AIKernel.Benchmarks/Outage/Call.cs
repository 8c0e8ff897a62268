using System.Diagnostics;

namespace AIKernel.Benchmarks.Outage;

/// <summary>One call as its caller saw it.</summary>
/// <param name="Started">Timestamp of its start.</param>
/// <param name="Ended">Timestamp of its end.</param>
/// <param name="Failed">Whether it threw.</param>
internal readonly record struct Call(long Started, long Ended, bool Failed)
{
    public double Milliseconds => Stopwatch.GetElapsedTime(Started, Ended).TotalMilliseconds;
}
