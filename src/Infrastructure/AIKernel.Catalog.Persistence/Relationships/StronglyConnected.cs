using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>
/// Groups of nodes that reach each other, by Tarjan's algorithm ("Depth-first search and linear graph algorithms",
/// 1972), with a stack of its own instead of recursion: a chain may be as long as the answer.
/// </summary>
internal sealed class StronglyConnected
{
    private readonly Dictionary<Guid, List<Guid>> _next = [];
    private readonly Dictionary<Guid, int> _index = [];
    private readonly Dictionary<Guid, int> _low = [];
    private readonly Stack<Guid> _path = [];
    private readonly HashSet<Guid> _onPath = [];
    private readonly List<ValueList<Guid>> _groups = [];

    /// <summary>Every group of two or more, its ids in order; groups in order of their first id.</summary>
    public static ValueList<ValueList<Guid>> GroupsOf(IReadOnlyCollection<Guid> nodes, IEnumerable<(Guid From, Guid To)> edges)
    {
        var search = new StronglyConnected();
        foreach (var node in nodes) search._next.TryAdd(node, []);
        foreach (var (from, to) in edges) search._next[from].Add(to);
        foreach (var node in nodes)
            if (!search._index.ContainsKey(node)) search.Explore(node);
        return [.. search._groups.OrderBy(static group => group[0])];
    }

    private void Explore(Guid start)
    {
        var work = new Stack<(Guid Node, int Edge)>();
        Enter(start);
        work.Push((start, 0));
        while (work.TryPop(out var step))
        {
            var (node, edge) = step;
            if (edge < _next[node].Count)
            {
                work.Push((node, edge + 1));
                var next = _next[node][edge];
                if (!_index.TryGetValue(next, out var index))
                {
                    Enter(next);
                    work.Push((next, 0));
                }
                else if (_onPath.Contains(next)) _low[node] = Math.Min(_low[node], index);
                continue;
            }
            if (_low[node] == _index[node]) Close(node);
            if (work.TryPeek(out var parent)) _low[parent.Node] = Math.Min(_low[parent.Node], _low[node]);
        }
    }

    private void Enter(Guid node)
    {
        _index[node] = _low[node] = _index.Count;
        _path.Push(node);
        _onPath.Add(node);
    }

    private void Close(Guid root)
    {
        var group = new List<Guid>();
        Guid node;
        do
        {
            node = _path.Pop();
            _onPath.Remove(node);
            group.Add(node);
        }
        while (node != root);
        if (group.Count > 1) _groups.Add([.. group.Order()]);
    }
}
