using System.Globalization;
using System.Runtime.InteropServices;
using AIKernel.Benchmarks.Harness;
using Npgsql;
using StackExchange.Redis;

namespace AIKernel.Benchmarks.Results;

/// <summary>What a run ran on.</summary>
internal sealed record Machine(int Cores, string Processor, double MemoryGiB, string System, string DotNet, string Redis, string PostgreSql)
{
    public static async Task<Machine> DescribeAsync(Bench bench) => new(
        Environment.ProcessorCount, ProcessorName(), Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1),
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}",
        RuntimeInformation.FrameworkDescription, await RedisVersionAsync(bench), await PostgresVersionAsync(bench));

    /// <summary>In one line, for pages and tables.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Cores} cores ({Processor}), {MemoryGiB:0.#} GiB, {DotNet}, Redis {Redis}, PostgreSQL {PostgreSql}, {System}");

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "unknown";
    }

    private static async Task<string> RedisVersionAsync(Bench bench)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync((await bench.RedisAsync()).ConnectionString);
        return redis.GetServers()[0].Version.ToString();
    }

    private static async Task<string> PostgresVersionAsync(Bench bench)
    {
        await using var database = new NpgsqlConnection((await bench.PostgresAsync()).ConnectionString);
        await database.OpenAsync();
        return database.ServerVersion.Split(' ')[0];
    }
}
