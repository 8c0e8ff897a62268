using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Benchmarks.SharedTier;

namespace AIKernel.Benchmarks.Storm;

/// <summary>Four processes of 250 callers each ask for one cold key at once. Loads are counted in Redis, across the processes.</summary>
internal static class StormBenchmark
{
    private const int Processes = 4;
    private const int Callers = 250;
    private const int WarmUp = 3; // processes just started compile what they run
    private const int First = 30_000_000;
    private static readonly TimeSpan Loading = TimeSpan.FromMilliseconds(50);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var redis = await bench.RedisAsync();
        await using var client = await RedisClient.ConnectAsync(redis.ConnectionString);
        await client.Server.FlushAllDatabasesAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => StormProcess.StartAsync(redis.ConnectionString)));
        try
        {
            return [.. await StormAsync(bench, client, nodes), .. await OwnerBenchmark.RunAsync(bench, redis.ConnectionString, client, nodes[1..], Loading)];
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private static async Task<IEnumerable<Row>> StormAsync(Bench bench, RedisClient client, StormProcess[] nodes)
    {
        const int Rounds = 20;
        var work = $"{Processes} processes × {Callers} callers, one cold key";
        var floor = $"the {Loading.TotalMilliseconds:0} ms loader";
        var ours = await RoundsAsync(client, nodes, First, Rounds, isPeer: false);
        var peer = await RoundsAsync(client, nodes, First + 1_000, bench.Pick(5, 2), isPeer: true);
        return
        [
            new($"{work}; most loads in a round", "AIKernel", ours.Max(static round => round.Loads), "", "", 0, Target.Exactly(1)),
            new($"{work}; most loads in a round", "IDistributedCache, cache-aside", peer.Max(static round => round.Loads), "", "", 0),
            new($"{work}; rounds of {Rounds} with one load", "AIKernel", ours.Count(static round => round.Loads == 1), "", "", 0, Target.Exactly(Rounds)),
            new($"{work}; slowest caller", "AIKernel", ours.Max(static round => round.Slowest), "ms", floor, Loading.TotalMilliseconds, Target.AtMostFloors(2)),
            new($"{work}; slowest caller", "AIKernel, median of rounds", Measure.Median([.. ours.Select(static round => round.Slowest)]), "ms", floor, Loading.TotalMilliseconds),
            new($"{work}; slowest caller", "IDistributedCache, cache-aside", peer.Max(static round => round.Slowest), "ms", floor, Loading.TotalMilliseconds),
        ];
    }

    private static async Task<List<(long Loads, double Slowest)>> RoundsAsync(RedisClient client, StormProcess[] nodes, int first, int rounds, bool isPeer)
    {
        var results = new List<(long, double)>();
        for (var round = -WarmUp; round < rounds; round++)
        {
            var order = new StormOrder(Items.Id(first + round), Callers, Loading, isPeer);
            foreach (var node in nodes) node.Begin(order);
            var slowest = (await Task.WhenAll(nodes.Select(static node => node.EndAsync()))).Max();
            var loads = (long)await client.Database.StringGetAsync(StormNode.LoadsOf(order.Id));
            if (round >= 0) results.Add((loads, slowest));
        }
        return results;
    }
}
