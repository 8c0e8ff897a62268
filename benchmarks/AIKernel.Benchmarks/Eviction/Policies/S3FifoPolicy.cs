namespace AIKernel.Benchmarks.Eviction.Policies;

/// <summary>
/// S3-FIFO (Yang et al., SOSP 2023): newcomers pass a small queue of a tenth; who was hit there goes on to the main one,
/// who was not is remembered by name alone, and goes straight to the main one when asked for again.
/// </summary>
internal sealed class S3FifoPolicy(int keys, int room, int most, int promotedFrom) : EvictionPolicy
{
    private readonly Node?[] _nodes = new Node?[keys];
    private readonly NodeQueue _small = new(), _main = new();
    private readonly int _smallRoom = Math.Max(1, room / 10);
    private readonly Queue<int> _ghosts = new();
    private readonly int[] _ghostCount = new int[keys];

    public override bool Access(int id)
    {
        if (_nodes[id] is { } node)
        {
            node.Hits = Math.Min(node.Hits + 1, most);
            return true;
        }
        while (_small.Count + _main.Count >= room) Evict();
        var remembered = _ghostCount[id] > 0;
        (remembered ? _main : _small).Add(_nodes[id] = new(id));
        return false;
    }

    private void Evict()
    {
        if (_small.Count >= _smallRoom || _main.Count == 0) EvictFromSmall(); else EvictFromMain();
    }

    private void EvictFromSmall()
    {
        var oldest = _small.RemoveOldest();
        if (oldest.Hits >= promotedFrom)
        {
            oldest.Hits = 0;
            _main.Add(oldest);
            return;
        }
        _nodes[oldest.Id] = null;
        Remember(oldest.Id);
    }

    private void EvictFromMain()
    {
        var oldest = _main.RemoveOldest();
        while (oldest.Hits > 0)
        {
            oldest.Hits--;
            _main.Add(oldest);
            oldest = _main.RemoveOldest();
        }
        _nodes[oldest.Id] = null;
    }

    private void Remember(int id)
    {
        _ghosts.Enqueue(id);
        _ghostCount[id]++;
        if (_ghosts.Count > room - _smallRoom) _ghostCount[_ghosts.Dequeue()]--;
    }
}
