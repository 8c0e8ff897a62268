using AIKernel.Benchmarks.Harness;

namespace AIKernel.Benchmarks.SharedTier;

/// <summary>Everything about a hit in Redis: how many a second, how many commands, how many bytes.</summary>
internal static class SharedTierBenchmark
{
    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var redis = await bench.RedisAsync();
        await using var client = await RedisClient.ConnectAsync(redis.ConnectionString);
        return
        [
            .. await ThroughputBenchmark.RunAsync(bench, redis.ConnectionString, client),
            .. await CommandBenchmark.RunAsync(bench, redis, client),
            .. await PageBenchmark.RunAsync(bench, redis.ConnectionString, client),
        ];
    }
}
