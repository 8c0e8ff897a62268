namespace AIKernel.Benchmarks.Eviction.Policies;

/// <summary>SIEVE (Zhang et al., NSDI 2024): one queue, one flag, and a hand from old to new.</summary>
internal sealed class SievePolicy(int keys, int room) : EvictionPolicy
{
    private readonly Node?[] _nodes = new Node?[keys];
    private readonly NodeQueue _queue = new();
    private Node? _hand;

    public override bool Access(int id)
    {
        if (_nodes[id] is { } node)
        {
            node.Hits = 1;
            return true;
        }
        if (_queue.Count == room) Evict();
        _queue.Add(_nodes[id] = new(id));
        return false;
    }

    private void Evict()
    {
        var candidate = _hand ?? _queue.Oldest!;
        while (candidate.Hits > 0)
        {
            candidate.Hits = 0;
            candidate = candidate.Newer ?? _queue.Oldest!;
        }
        _hand = candidate.Newer;
        _queue.Remove(candidate);
        _nodes[candidate.Id] = null;
    }
}
