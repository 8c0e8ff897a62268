using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>Counts what a walk reaches, by ids and kinds only: nothing is read that is not counted.</summary>
internal static class Impact
{
    /// <summary>The answer to the query, or null when its root is not live.</summary>
    public static async Task<LineageImpact?> ReadAsync(NpgsqlConnection connection, ImpactQuery query, CancellationToken cancellationToken)
    {
        var roots = await LineageSql.RootsAsync(connection, [query.Root], cancellationToken);
        if (roots.Count == 0) return null;
        var types = LineageTypes.For(query.Direction, []);
        var known = new HashSet<Guid> { query.Root };
        var kinds = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var byDepth = new List<int>();
        Guid[] frontier = [query.Root];
        var truncated = false;
        while (frontier.Length > 0 && !truncated)
        {
            var level = new List<Guid>();
            foreach (var (id, kind) in await LineageSql.NextIdsAsync(connection, types, frontier, cancellationToken))
            {
                if (known.Contains(id)) continue;
                truncated = known.Count > ImpactQuery.NodeLimit; // the root is known and does not count
                if (truncated) break;
                known.Add(id);
                level.Add(id);
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }
            if (level.Count > 0) byDepth.Add(level.Count);
            frontier = [.. level];
        }
        known.Remove(query.Root);
        return new(known.Count, [.. byDepth], [.. kinds.Select(static kind => new ValueCount(kind.Key, kind.Value))], truncated)
        {
            Nodes = known.Count <= LineageImpact.MaxNamedNodes ? [.. known.Order()] : [],
        };
    }
}
