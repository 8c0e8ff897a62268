using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Persistence.Relationships;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Relationships;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>
/// One batch of relationship changes within the transaction of the connection. The lines are played in memory against
/// what is stored, in their order, and only what differs at the end is written.
/// </summary>
internal sealed class EdgeBatch(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
{
    private const int LongestToldPath = 20;

    private readonly Dictionary<int, BulkOutcome> _outcomes = [];
    private readonly EdgeStatements _statements = new(connection, now, cancellationToken);

    public async Task<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkEdge> batch)
    {
        // Whoever may add an edge of an acyclic type waits here, before anything is looked at.
        var acyclic = batch.Where(static line => line.Properties is not null && IsAcyclic(line.Type)).Select(static line => line.Type);
        await AcyclicGraph.LockAsync(connection, acyclic.Distinct(), cancellationToken);
        var pending = batch;
        for (var attempt = 1; pending.Count > 0; attempt++)
        {
            if (attempt > WriteTransactions.Attempts) throw new InvalidOperationException("Other writers keep changing the same relationships.");
            pending = await PassAsync(pending);
        }
        return [.. batch.Select(line => _outcomes[line.Line])];
    }

    /// <summary>Settles what it can; returns what has to be looked at again.</summary>
    private async Task<IReadOnlyList<BulkEdge>> PassAsync(IReadOnlyList<BulkEdge> pending)
    {
        var ids = await _statements.ResolveAsync(pending.SelectMany(static line => new[] { line.Source, line.Target }));
        List<Line> lines = [.. pending.Select(line => Resolve(line, ids)).OfType<Line>()];
        var stored = await _statements.FindAsync([.. lines.Select(static line => line.Key).Distinct()]);
        var states = lines.Select(static line => line.Key).Distinct().ToDictionary(static key => key, key => new EdgeState(key, stored.GetValueOrDefault(key)));
        var graphs = await LoadGraphsAsync(lines, stored);
        foreach (var line in lines) await PlayAsync(line, states[line.Key], graphs);
        var lost = await WriteAsync([.. states.Values]);
        if (lost.Count == 0) return [];
        List<Line> again = [.. lines.Where(line => lost.Contains(line.Key))];
        foreach (var line in again) _outcomes.Remove(line.Number);
        return [.. again.Select(static line => line.Edge)];
    }

    private Line? Resolve(BulkEdge edge, Dictionary<string, Guid> ids)
    {
        if (!ids.TryGetValue(edge.Source.Key, out var source)) return Refuse(edge, BulkCodes.UnresolvedReference, $"The source {edge.Source} does not exist.");
        if (!ids.TryGetValue(edge.Target.Key, out var target)) return Refuse(edge, BulkCodes.UnresolvedReference, $"The target {edge.Target} does not exist.");
        if (source == target) return Refuse(edge, BulkCodes.SelfEdge, $"{edge.Source} cannot be related to itself.");
        return new(edge, new(source, edge.Type, target));
    }

    private async Task<Dictionary<string, AcyclicGraph>> LoadGraphsAsync(List<Line> lines, Dictionary<EdgeKey, StoredEdge> stored)
    {
        var removed = lines.Where(static line => line.Edge.Properties is null).Select(static line => line.Key).ToHashSet();
        var graphs = new Dictionary<string, AcyclicGraph>(StringComparer.Ordinal);
        var additions = lines.Where(line => line.Edge.Properties is not null && IsAcyclic(line.Key.Type)
            && (!stored.ContainsKey(line.Key) || removed.Contains(line.Key)));
        foreach (var type in additions.GroupBy(static line => line.Key.Type))
            graphs[type.Key] = await AcyclicGraph.LoadAsync(connection, type.Key, [.. type.Select(static line => line.Key.Target).Distinct()], cancellationToken);
        return graphs;
    }

    private async Task PlayAsync(Line line, EdgeState state, Dictionary<string, AcyclicGraph> graphs)
    {
        var (source, type, target) = line.Key;
        var graph = graphs.GetValueOrDefault(type);
        if (line.Edge.Properties is not { } properties)
        {
            Settle(line, state.Exists ? BulkStatus.Deleted : BulkStatus.Unchanged, state.Id);
            state.Remove();
            graph?.Remove(source, target);
        }
        else if (state.Exists)
        {
            Settle(line, state.Properties == properties.Text ? BulkStatus.Unchanged : BulkStatus.Updated, state.Id);
            state.Properties = properties.Text;
        }
        else if (IsAcyclic(type) && graph!.FindPath(target, source) is { } path)
        {
            Refuse(line.Edge, BulkCodes.Cycle, await TellAsync(path));
        }
        else
        {
            state.Add(properties.Text, Guid.CreateVersion7(now));
            graph?.Add(source, target);
            Settle(line, BulkStatus.Created, state.Id);
        }
    }

    /// <summary>Writes what differs; returns the edges that another writer was faster with, or whose ends are gone.</summary>
    private async Task<HashSet<EdgeKey>> WriteAsync(List<EdgeState> states)
    {
        // In a fixed order, so that two imports wait for each other instead of locking crosswise.
        var inserts = states.Where(static state => state.IsNew).OrderBy(static state => state.Key.Source).ThenBy(static state => state.Key.Type, StringComparer.Ordinal)
            .ThenBy(static state => state.Key.Target).ToList();
        var lost = new HashSet<EdgeKey>();
        if (inserts.Count > 0)
        {
            var live = await _statements.LockEndsAsync([.. inserts.SelectMany(static state => new[] { state.Key.Source, state.Key.Target }).Distinct()]);
            lost.UnionWith(inserts.Where(state => !live.Contains(state.Key.Source) || !live.Contains(state.Key.Target)).Select(static state => state.Key));
            inserts.RemoveAll(state => lost.Contains(state.Key));
            var inserted = await _statements.InsertAsync(inserts);
            lost.UnionWith(inserts.Where(state => !inserted.Contains(state.Id!.Value)).Select(static state => state.Key));
        }
        await _statements.UpdateAsync([.. states.Where(static state => state.IsChanged).OrderBy(static state => state.Id)]);
        await _statements.DeleteAsync([.. states.Where(static state => state.IsRemoved).Select(static state => state.StoredId!.Value).Order()]);
        return lost;
    }

    private async Task<string> TellAsync(List<Guid> path)
    {
        var names = await AcyclicGraph.NameAsync(connection, [.. path.Take(LongestToldPath)], cancellationToken);
        return $"It would close a cycle: {string.Join(" > ", names)}{(path.Count > LongestToldPath ? " > …" : "")}.";
    }

    private static bool IsAcyclic(string type) => RelationshipTypes.Find(type)?.Acyclic ?? false;

    private void Settle(Line line, BulkStatus status, Guid? id) => _outcomes.Add(line.Number, new(line.Number, status, id));

    private Line? Refuse(BulkEdge edge, string code, string detail)
    {
        _outcomes.Add(edge.Line, new(edge.Line, BulkStatus.Failed, null, code, detail));
        return null;
    }

    private sealed record Line(BulkEdge Edge, EdgeKey Key)
    {
        public int Number => Edge.Line;
    }
}
