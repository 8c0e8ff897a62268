using AIKernel.Benchmarks.Catalog;
using AIKernel.Benchmarks.Eviction;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Hits;
using AIKernel.Benchmarks.Http;
using AIKernel.Benchmarks.Invalidation;
using AIKernel.Benchmarks.Memory;
using AIKernel.Benchmarks.Outage;
using AIKernel.Benchmarks.SharedTier;
using AIKernel.Benchmarks.Staleness;
using AIKernel.Benchmarks.Storm;

namespace AIKernel.Benchmarks;

/// <summary>Every suite there is, in the order in which they run and are shown.</summary>
internal static class Suites
{
    public static IReadOnlyList<Suite> All { get; } =
    [
        new("hits", SuiteKind.Table, HitBenchmark.RunAsync),
        new("redis", SuiteKind.Table, SharedTierBenchmark.RunAsync),
        new("storm", SuiteKind.Table, StormBenchmark.RunAsync),
        new("outage", SuiteKind.Table, OutageBenchmark.RunAsync),
        new("invalidation", SuiteKind.Table, InvalidationBenchmark.RunAsync),
        new("memory", SuiteKind.Table, MemoryBenchmark.RunAsync),
        new("staleness", SuiteKind.Table, StalenessBenchmark.RunAsync),
        new("http", SuiteKind.Table, HttpBenchmark.RunAsync),
        new("catalog", SuiteKind.Long, static _ => CatalogBenchmark.RunAsync()),
        new("eviction", SuiteKind.Named, static bench => EvictionBenchmark.RunAsync(bench.Quick)),
        new("soak", SuiteKind.Named, static bench => SoakBenchmark.RunAsync(bench.Quick)),
    ];
}
