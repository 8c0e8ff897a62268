using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>
/// The edges of one acyclic type that can be reached from some resources. Edges of deleted resources count: a
/// restore would bring them back.
/// </summary>
internal sealed class AcyclicGraph
{
    private readonly Dictionary<Guid, SortedSet<Guid>> _targets = [];
    private readonly HashSet<Guid> _entered = [];

    /// <summary>
    /// Makes writers of these types take turns until their transactions end. Taken before anything is looked at, so
    /// that what is then seen includes the edges of whoever held it before.
    /// </summary>
    public static async Task LockAsync(NpgsqlConnection connection, IEnumerable<string> types, CancellationToken cancellationToken)
    {
        foreach (var type in types.Order(StringComparer.Ordinal))
            await connection.Command("select pg_advisory_xact_lock(hashtext('aikernel.acyclic'), hashtext($1))", type.Typed(NpgsqlDbType.Text))
                .RunAsync(cancellationToken);
    }

    public static async Task<AcyclicGraph> LoadAsync(NpgsqlConnection connection, string type, Guid[] starts, CancellationToken cancellationToken)
    {
        const string sql =
            """
            with recursive reached (id) as (
                select unnest($1)
                union
                select e.target from reached r join catalog.relationships e on e.source = r.id and e.type = $2)
            select e.source, e.target from reached r join catalog.relationships e on e.source = r.id and e.type = $2
            """;
        var graph = new AcyclicGraph();
        var edges = await connection.Command(sql, starts.Many(NpgsqlDbType.Uuid), type.Typed(NpgsqlDbType.Text))
            .ReadAsync(static row => (Source: row.GetGuid(0), Target: row.GetGuid(1)), cancellationToken);
        foreach (var (source, target) in edges) graph.Add(source, target);
        return graph;
    }

    /// <summary>The references of these resources, in this order.</summary>
    public static async Task<ValueList<string>> NameAsync(NpgsqlConnection connection, IReadOnlyList<Guid> path, CancellationToken cancellationToken)
    {
        const string sql = "select r.id, r.kind, r.namespace, r.name from catalog.resources r where r.id = any ($1)";
        var rows = await connection.Command(sql, path.ToArray().Many(NpgsqlDbType.Uuid))
            .ReadAsync(static row => (Id: row.GetGuid(0), Reference: new ResourceReference(row.GetString(1), row.GetString(2), row.GetString(3))), cancellationToken);
        var names = rows.ToDictionary(static row => row.Id, static row => row.Reference.ToString());
        return [.. path.Select(id => names[id])];
    }

    public void Add(Guid source, Guid target)
    {
        if (!_targets.TryGetValue(source, out var targets)) _targets.Add(source, targets = []);
        targets.Add(target);
        _entered.Add(target);
    }

    public void Remove(Guid source, Guid target)
    {
        if (_targets.TryGetValue(source, out var targets)) targets.Remove(target);
    }

    /// <summary>A shortest path, both ends included, or null when there is none.</summary>
    public List<Guid>? FindPath(Guid from, Guid to)
    {
        if (!_entered.Contains(to)) return null; // most new edges leave a resource that nothing leads to
        var cameFrom = new Dictionary<Guid, Guid> { [from] = from };
        var queue = new Queue<Guid>([from]);
        while (queue.TryDequeue(out var node))
        {
            if (node == to) return Trace(cameFrom, from, to);
            if (!_targets.TryGetValue(node, out var targets)) continue;
            foreach (var target in targets)
                if (cameFrom.TryAdd(target, node)) queue.Enqueue(target);
        }
        return null;
    }

    private static List<Guid> Trace(Dictionary<Guid, Guid> cameFrom, Guid from, Guid to)
    {
        List<Guid> path = [to];
        for (var node = to; node != from; path.Add(node)) node = cameFrom[node];
        path.Reverse();
        return path;
    }
}
