namespace AIKernel.Benchmarks.Eviction.Policies;

/// <summary>
/// W-TinyLFU (Einziger et al., ACM TOS 2017): a window of one part in a hundred by recency; who leaves it is let into the
/// main part only if it was asked for more often, by a sketch of counts, than the one it would replace. The main part is
/// a segmented LRU, four fifths of it for those hit again.
/// </summary>
internal sealed class WTinyLfuPolicy(int keys, int room) : EvictionPolicy
{
    private readonly Node?[] _nodes = new Node?[keys];
    private readonly NodeQueue _window = new(), _probation = new(), _protected = new();
    private readonly int _windowRoom = Math.Max(1, room / 100);
    private readonly FrequencySketch _sketch = new(room);

    private int MainRoom => room - _windowRoom;

    public override bool Access(int id)
    {
        _sketch.Add(id);
        if (_nodes[id] is { } node)
        {
            Hit(node);
            return true;
        }
        _window.Add(_nodes[id] = new(id));
        if (_window.Count > _windowRoom) Admit(_window.RemoveOldest());
        return false;
    }

    private void Hit(Node node)
    {
        if (node.Queue != _probation)
        {
            node.Queue!.Renew(node);
            return;
        }
        _probation.Remove(node);
        _protected.Add(node);
        if (_protected.Count > MainRoom * 4 / 5) _probation.Add(_protected.RemoveOldest());
    }

    private void Admit(Node candidate)
    {
        if (_probation.Count + _protected.Count < MainRoom)
        {
            _probation.Add(candidate);
            return;
        }
        var victim = _probation.Oldest ?? _protected.Oldest;
        if (victim is null || _sketch.CountOf(candidate.Id) <= _sketch.CountOf(victim.Id))
        {
            _nodes[candidate.Id] = null;
            return;
        }
        victim.Queue!.Remove(victim);
        _nodes[victim.Id] = null;
        _probation.Add(candidate);
    }
}
