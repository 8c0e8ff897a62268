using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>The catalog's walks in their plainest form, over lists in memory: what the database must agree with.</summary>
internal sealed class LineageModel(IReadOnlyList<Resource> live, IReadOnlyList<(Guid Source, string Type, Guid Target)> edges)
{
    private readonly Dictionary<Guid, Resource> _live = live.ToDictionary(static resource => resource.Id);

    /// <summary>The nodes within the depth, in the order of the answer, cut at the limit.</summary>
    public (List<(Guid Id, int Depth)> Nodes, bool Truncated) Walk(IEnumerable<Guid> roots, LineageDirection direction, int depth, IReadOnlyList<string> types, int maxNodes)
    {
        var known = roots.ToHashSet();
        var nodes = new List<(Guid Id, int Depth)>();
        var frontier = known.ToList();
        for (var level = 1; level <= depth && frontier.Count > 0; level++)
        {
            var next = frontier.SelectMany(node => Neighbours(node, direction, types)).Where(id => _live.ContainsKey(id) && !known.Contains(id)).Distinct()
                .OrderBy(id => _live[id].Kind, StringComparer.Ordinal).ThenBy(id => _live[id].Namespace, StringComparer.Ordinal)
                .ThenBy(id => _live[id].Name, StringComparer.Ordinal).ToList();
            foreach (var id in next)
            {
                if (nodes.Count == maxNodes) return (nodes, true);
                nodes.Add((id, level));
            }
            known.UnionWith(next);
            frontier = next;
        }
        return (nodes, false);
    }

    /// <summary>The lineage edges among these, in the order of the answer.</summary>
    public List<LineageEdge> EdgesAmong(IReadOnlyCollection<Guid> ids, IReadOnlyList<string> types) =>
        [.. edges.Where(edge => ids.Contains(edge.Source) && ids.Contains(edge.Target) && Follows(edge.Type, types))
            .OrderBy(static edge => edge.Source).ThenBy(static edge => edge.Type, StringComparer.Ordinal).ThenBy(static edge => edge.Target)
            .Select(static edge => new LineageEdge(edge.Source, edge.Type, edge.Target))];

    /// <summary>Groups that reach each other going upstream among these, found by asking for each pair.</summary>
    public List<List<Guid>> Cycles(IReadOnlyCollection<Guid> ids)
    {
        var reach = ids.ToDictionary(static id => id, id =>
        {
            var seen = new HashSet<Guid>();
            var stack = new Stack<Guid>([id]);
            while (stack.TryPop(out var node))
                foreach (var next in Neighbours(node, LineageDirection.Upstream, []).Where(ids.Contains))
                    if (seen.Add(next)) stack.Push(next);
            return seen;
        });
        return [.. ids.Select(id => ids.Where(other => other == id || (reach[id].Contains(other) && reach[other].Contains(id))).Order().ToList())
            .Where(static group => group.Count > 1).DistinctBy(static group => group[0]).OrderBy(static group => group[0])];
    }

    private IEnumerable<Guid> Neighbours(Guid node, LineageDirection direction, IReadOnlyList<string> types)
    {
        foreach (var (source, type, target) in edges)
        {
            if ((source != node && target != node) || !Follows(type, types)) continue;
            var other = source == node ? target : source;
            var upstream = RelationshipTypes.Find(type)!.Upstream == UpstreamEnd.Source ? source : target;
            if (direction == LineageDirection.Both || (other == upstream) == (direction == LineageDirection.Upstream)) yield return other;
        }
    }

    private static bool Follows(string type, IReadOnlyList<string> types) =>
        RelationshipTypes.Find(type)!.Upstream != UpstreamEnd.None && (types.Count == 0 || types.Contains(type));
}
