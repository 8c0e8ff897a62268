using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Values;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>A breadth-first walk: each node once, at its shortest depth; cut in the order of the answer.</summary>
internal sealed class Lineage
{
    public const string TooManyNodes = "max-nodes";

    private readonly List<LineageNode> _nodes = [];
    private readonly List<int> _levels = [];

    public ValueList<LineageNode> Nodes => [.. _nodes];
    public ValueList<int> Levels => [.. _levels];
    public bool Truncated { get; private set; }

    /// <summary>The answer to the query, or null when its root is not live.</summary>
    public static async Task<LineageGraph?> ReadAsync(NpgsqlConnection connection, LineageQuery query, CancellationToken cancellationToken)
    {
        var roots = await LineageSql.RootsAsync(connection, [query.Root], cancellationToken);
        if (roots is not [var root]) return null;
        var types = LineageTypes.For(query.Direction, query.Types);
        var walk = await WalkAsync(connection, types, [root.Id], query.Depth, query.MaxNodes, cancellationToken);
        var edges = await LineageSql.EdgesAsync(connection, types, [root.Id, .. walk.Ids], cancellationToken);
        return new()
        {
            Root = root,
            Nodes = walk.Nodes,
            Edges = [.. edges],
            Levels = walk.Levels,
            Truncated = walk.Truncated,
            Reason = walk.Truncated ? TooManyNodes : null,
        };
    }

    /// <summary>Walks from the roots until the depth, the number of nodes or the graph ends.</summary>
    public static async Task<Lineage> WalkAsync(
        NpgsqlConnection connection, LineageTypes types, Guid[] roots, int depth, int maxNodes, CancellationToken cancellationToken)
    {
        var walk = new Lineage();
        var known = new List<Guid>(roots);
        var frontier = roots;
        for (var level = 1; level <= depth && frontier.Length > 0; level++)
        {
            var room = maxNodes - walk._nodes.Count;
            // One more than there is room for: whether something was left out.
            var next = await LineageSql.NextLevelAsync(connection, types, frontier, [.. known], level, room + 1, cancellationToken);
            if (next.Count > room)
            {
                walk.Truncated = true;
                next.RemoveRange(room, next.Count - room);
            }
            if (next.Count > 0) walk._levels.Add(next.Count);
            walk._nodes.AddRange(next);
            if (walk.Truncated) break;
            frontier = [.. next.Select(static node => node.Id)];
            known.AddRange(frontier);
        }
        return walk;
    }

    public IEnumerable<Guid> Ids => _nodes.Select(static node => node.Id);
}
