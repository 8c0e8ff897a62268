using System.Diagnostics;
using System.Globalization;
using AIKernel.Benchmarks.Harness;
using AIKernel.Caching;
using AIKernel.Caching.Memory;

namespace AIKernel.Benchmarks.Eviction;

/// <summary>
/// 64 threads read, put and remove in one bounded memory for a long time; then the integrity check. All the while every
/// thread looks at what is counted, and one that grows without a bound is read for what must be in it.
/// AIKERNEL_SOAK_OPERATIONS says how many operations each thread makes.
/// </summary>
internal static class SoakBenchmark
{
    private const int Threads = SoakWorld.MostThreads, Quick = 150_000, Full = 10_000_000;
    private const string OperationsVariable = "AIKERNEL_SOAK_OPERATIONS";

    public static Task<IReadOnlyList<Row>> RunAsync(bool quick) => Task.Run<IReadOnlyList<Row>>(() =>
    {
        var each = Environment.GetEnvironmentVariable(OperationsVariable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : quick ? Quick : Full;
        return [.. Soak(MemoryEviction.TinySieve, each), .. Soak(MemoryEviction.Lru, Math.Max(1, each / 10))];
    });

    private static List<Row> Soak(MemoryEviction eviction, int each)
    {
        var world = new SoakWorld(eviction);
        var workers = Enumerable.Range(0, Threads).Select(number => new SoakWorker(world, number, each)).ToList();
        Bench.Say(string.Create(CultureInfo.InvariantCulture, $"soak, {eviction}: {Threads} threads × {each:N0} operations, seeds 0 to {Threads - 1} …"));
        var started = Stopwatch.GetTimestamp();
        workers.ForEach(static worker => worker.Thread.Start());
        workers.ForEach(static worker => worker.Thread.Join());
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        var faults = world.Bounded.Verify().Concat(world.Growing.Verify()).ToList();
        faults.ForEach(Bench.Say);
        var work = string.Create(CultureInfo.InvariantCulture, $"soak, {Threads} threads × {each:N0} operations");
        return
        [
            Row("faults found by the integrity check", faults.Count, Target.Exactly(0)),
            Row("entries lost", workers.Sum(static worker => worker.Lost + worker.CountMissing()), Target.Exactly(0)),
            Row("readings above the limit", workers.Sum(static worker => worker.Above), Target.Exactly(0)),
            Row("evictions", world.Bounded.Evictions, Target.AtLeast(1)),
            new(work, $"AIKernel, {eviction}: operations", Threads * (double)each / seconds / 1_000_000, "M/s", "", 0),
        ];

        Row Row(string what, double value, Target target) => new(work, $"AIKernel, {eviction}: {what}", value, "", "", 0, target);
    }
}
