using AIKernel.Benchmarks.Harness;

namespace AIKernel.Benchmarks.Staleness;

/// <summary>What must never happen, counted.</summary>
internal static class StalenessBenchmark
{
    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var redis = await bench.RedisAsync();
        return [.. await FillBenchmark.RunAsync(redis.ConnectionString), .. await CutOffBenchmark.RunAsync(redis, await bench.PostgresAsync())];
    }
}
