using System.Globalization;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;
using Xunit.Abstractions;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>
/// Thousands of random lives of three nodes, each judged answer by answer. A violation prints its seed; setting
/// <c>AIKERNEL_SIMULATION_SEED</c> to it runs that life alone, and <c>AIKERNEL_SIMULATION_COUNT</c> runs more of them.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    public const string SeedVariable = "AIKERNEL_SIMULATION_SEED";
    private const string CountVariable = "AIKERNEL_SIMULATION_COUNT";
    private const int DefaultCount = 5_000;

    [Fact]
    public void No_schedule_breaks_the_contract()
    {
        var (first, count) = Number(SeedVariable) is { } seed ? (seed, 1) : (1, Number(CountVariable) ?? DefaultCount);
        var (judged, hits) = (0, 0L);
        OnAThreadOfItsOwn(metrics =>
        {
            for (var i = 0; i < count; i++)
            {
                var schedule = Schedule.Run(first + i, metrics);
                (judged, hits) = (judged + schedule.Judged, hits + schedule.Hits);
                if (count == 1) output.WriteLine(string.Join('\n', schedule.Trace));
            }
        });
        output.WriteLine($"{count} schedules, {judged} answers judged, {hits} of them from a cache.");

        // A simulation in which the caches serve next to nothing would prove next to nothing.
        if (count > 1) Assert.True(hits > judged / 4, $"{hits} hits of {judged}");
    }

    [Fact]
    public void A_seed_decides_everything_that_happens() => OnAThreadOfItsOwn(static metrics =>
    {
        for (var seed = 1; seed <= 60; seed++)
            Assert.Equal(Schedule.Run(seed, metrics).Trace, Schedule.Run(seed, metrics).Trace);
    });

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Without the test framework's synchronisation context, so that continuations run where they are released.</summary>
    private static void OnAThreadOfItsOwn(Action<CacheMetrics> run)
    {
        using var meters = new TestMeterFactory();
        var options = new CacheOptions();
        var statistics = new CacheStatistics();
        var metrics = new CacheMetrics(meters, statistics, new(1), new(null, options, statistics, TimeProvider.System, new RecordingLog().For<GuardedSharedTier>()), new(1), static () => new(false, null, 0, 0, 0));
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                run(metrics);
            }
            catch (Exception exception)
            {
                fault = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (fault is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
    }
}
