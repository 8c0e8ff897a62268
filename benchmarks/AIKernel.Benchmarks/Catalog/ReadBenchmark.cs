using AIKernel.Benchmarks.Harness;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Benchmarks.Catalog;

/// <summary>Lineage, search and suggestions over the synthetic catalog, cold and cached, inside the node.</summary>
internal static class ReadBenchmark
{
    private const int Rounds = 41;
    private static readonly string[] Queries = ["vision runtime", "lib-4", "fast parser", "neural graph library", "stream codec", "tiny", "open token", "schema index", "network storage", "speech agent"];
    private static readonly string[] Prefixes = ["lib-1", "vis", "run", "the fast", "neu", "lib-20", "sto", "tok", "gra", "lib-3333"];

    public static async Task<IReadOnlyList<Row>> RunAsync(IServiceProvider cached, IServiceProvider bare)
    {
        if (!ResourceReference.TryParse(SyntheticCatalog.Root, out var reference)) throw new InvalidOperationException("The root's reference is malformed.");
        var root = (await bare.GetRequiredService<IResourceRepository>().GetByReferenceAsync(reference!, default))!.Id;
        return [.. await LineageAsync(cached.GetRequiredService<IRelationshipRepository>(), bare.GetRequiredService<IRelationshipRepository>(), root),
                .. await SearchAsync(cached.GetRequiredService<ISearchRepository>(), bare.GetRequiredService<ISearchRepository>())];
    }

    private static async Task<IEnumerable<Row>> LineageAsync(IRelationshipRepository cached, IRelationshipRepository bare, Guid root)
    {
        var impact = new ImpactQuery(root, LineageDirection.Downstream);
        var lineage = new LineageQuery { Root = root, Direction = LineageDirection.Downstream, Depth = 20, MaxNodes = LineageQuery.NodeLimit };
        var counted = await bare.GetImpactAsync(impact, default);
        if (counted is not { Total: SyntheticCatalog.Dependants } || counted.ByDepth.Count != SyntheticCatalog.Levels)
            throw new InvalidOperationException($"The impact is not exact: {counted}.");
        var coldImpact = await Measure.MedianMillisecondsAsync(5, async _ => await bare.GetImpactAsync(impact, default));
        var coldLineage = await Measure.MedianMillisecondsAsync(5, async _ => await bare.GetLineageAsync(lineage, default));
        await cached.GetImpactAsync(impact, default);
        await cached.GetLineageAsync(lineage, default);
        var hotImpact = await Measure.MedianMillisecondsAsync(Rounds, async _ => await cached.GetImpactAsync(impact, default));
        var hotLineage = await Measure.MedianMillisecondsAsync(Rounds, async _ => await cached.GetLineageAsync(lineage, default));
        return
        [
            new("impact: 48,000 nodes in 9 levels, cold", "AIKernel", coldImpact, "ms", "", 0, 1500),
            new("impact, cached", "AIKernel", hotImpact, "ms", "", 0, 1),
            new("lineage cut at 10,000 nodes, cold", "AIKernel", coldLineage, "ms", "", 0, 1500),
            new("lineage, cached", "AIKernel", hotLineage, "ms", "", 0, 1),
        ];
    }

    private static async Task<IEnumerable<Row>> SearchAsync(ISearchRepository cached, ISearchRepository bare)
    {
        Task Search(ISearchRepository repository, int round) => repository.SearchAsync(new() { Text = Queries[round % Queries.Length] }, default).AsTask();
        Task Complete(ISearchRepository repository, int round) => repository.AutocompleteAsync(new(Prefixes[round % Prefixes.Length], null, 10), default).AsTask();
        for (var i = 0; i < Queries.Length; i++) { await Search(bare, i); await Complete(bare, i); await Search(cached, i); await Complete(cached, i); }
        return
        [
            new("search on 63,000 resources, cold p50", "AIKernel", await Measure.MedianMillisecondsAsync(Rounds, round => Search(bare, round)), "ms", "", 0, 15),
            new("search, cached p50", "AIKernel", await Measure.MedianMillisecondsAsync(Rounds, round => Search(cached, round)), "ms", "", 0, 1),
            new("autocomplete on 63,000 resources, cold p50", "AIKernel", await Measure.MedianMillisecondsAsync(Rounds, round => Complete(bare, round)), "ms", "", 0, 15),
            new("autocomplete, cached p50", "AIKernel", await Measure.MedianMillisecondsAsync(Rounds, round => Complete(cached, round)), "ms", "", 0, 1),
        ];
    }
}
