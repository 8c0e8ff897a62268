using AIKernel.Catalog.Relationships;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>The upstream graph of several resources, with its cycles.</summary>
internal static class Dependencies
{
    public static async Task<DependencyGraph> ReadAsync(NpgsqlConnection connection, DependencyQuery query, CancellationToken cancellationToken)
    {
        var live = (await LineageSql.RootsAsync(connection, [.. query.Roots.Distinct()], cancellationToken)).ToDictionary(static root => root.Id);
        LineageNode[] roots = [.. query.Roots.Distinct().Where(live.ContainsKey).Select(id => live[id])];
        Guid[] rootIds = [.. roots.Select(static root => root.Id)];
        var types = LineageTypes.For(LineageDirection.Upstream, []);
        var walk = await Lineage.WalkAsync(connection, types, rootIds, query.Depth, LineageQuery.NodeLimit, cancellationToken);
        var edges = await LineageSql.EdgesAsync(connection, types, [.. rootIds, .. walk.Ids], cancellationToken);
        return new()
        {
            Roots = [.. roots],
            Nodes = walk.Nodes,
            Edges = [.. edges],
            Levels = walk.Levels,
            Cycles = StronglyConnected.GroupsOf([.. rootIds, .. walk.Ids], edges.Select(Upwards)),
            Truncated = walk.Truncated,
            Reason = walk.Truncated ? Lineage.TooManyNodes : null,
        };
    }

    /// <summary>The edge as "needs": from the downstream end to the upstream one.</summary>
    private static (Guid From, Guid To) Upwards(LineageEdge edge) =>
        RelationshipTypes.Find(edge.Type)?.Upstream == UpstreamEnd.Source ? (edge.Target, edge.Source) : (edge.Source, edge.Target);
}
