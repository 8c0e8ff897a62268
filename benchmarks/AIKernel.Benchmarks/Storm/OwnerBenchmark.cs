using System.Diagnostics;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Benchmarks.SharedTier;

namespace AIKernel.Benchmarks.Storm;

/// <summary>The process that loads for all is killed with SIGKILL in mid-load: how long until the callers of the others have their answer.</summary>
internal static class OwnerBenchmark
{
    private const int Callers = 250;
    private const int First = 31_000_000;
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);
    private static readonly TimeSpan UntilTheOthersWait = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    public static async Task<IEnumerable<Row>> RunAsync(Bench bench, string connectionString, RedisClient client, StormProcess[] others, TimeSpan loading)
    {
        var rounds = new List<(double Waited, long LoadsBefore, long Loads)>();
        for (var round = 0; round < bench.Pick(5, 2); round++)
            rounds.Add(await RoundAsync(Items.Id(First + round), connectionString, client, others, loading));
        var lease = StormNode.Lease;
        return
        [
            new("lease owner killed in mid-load; all others served after", "AIKernel", rounds.Max(static round => round.Waited), "ms",
                $"{lease.TotalSeconds:0} s lease + one load", (lease + loading).TotalMilliseconds, Target.AtMostFloors(1)),
            // One: had the others not waited for the owner, nothing would be shown by their having been served.
            new("lease owner killed in mid-load; most loads until then", "AIKernel", rounds.Max(static round => round.LoadsBefore), "", "", 0, Target.Exactly(1)),
            new("lease owner killed in mid-load; most loads, its own included", "AIKernel", rounds.Max(static round => round.Loads), "", "", 0),
        ];
    }

    private static async Task<(double Waited, long LoadsBefore, long Loads)> RoundAsync(Guid id, string connectionString, RedisClient client, StormProcess[] others, TimeSpan loading)
    {
        await using var owner = await StormProcess.StartAsync(connectionString);
        owner.Begin(new(id, 1, Forever));
        while ((long)await client.Database.StringGetAsync(StormNode.LoadsOf(id)) == 0) await Task.Delay(Poll, TimeProvider.System);
        foreach (var other in others) other.Begin(new(id, Callers, loading));
        await Task.Delay(UntilTheOthersWait, TimeProvider.System);
        var loads = (long)await client.Database.StringGetAsync(StormNode.LoadsOf(id));
        var killed = Stopwatch.GetTimestamp();
        owner.Kill();
        await Task.WhenAll(others.Select(static other => other.EndAsync()));
        var waited = Stopwatch.GetElapsedTime(killed).TotalMilliseconds;
        return (waited, loads, (long)await client.Database.StringGetAsync(StormNode.LoadsOf(id)));
    }
}
