namespace AIKernel.Catalog.Api.Operations.MostRead;

/// <summary>
/// Counts which resources are read on this node. Noting a read puts its id into one of a few small buffers, one for each
/// core, and allocates nothing; a full buffer is counted by whoever filled it.
/// </summary>
internal sealed class ReadCounts
{
    /// <summary>How many resources are told apart.</summary>
    public const int Capacity = 1_000;

    private static readonly int Mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount) - 1;

    private readonly Buffer[] _buffers = [.. Enumerable.Range(0, Mask + 1).Select(static _ => new Buffer())];
    private readonly Lock _counting = new();
    // Of late, for this node's own list; and since they were last handed over, for the list of all nodes.
    private readonly SpaceSaving<Guid> _recent = new(Capacity), _unshared = new(Capacity);

    /// <summary>A resource was read.</summary>
    public void Note(Guid id)
    {
        var buffer = _buffers[Thread.GetCurrentProcessorId() & Mask];
        lock (buffer)
        {
            buffer.Ids[buffer.Count++] = id;
            if (buffer.Count == Buffer.Size) Take(buffer);
        }
    }

    /// <summary>The resources read most on this node, and how often.</summary>
    public IReadOnlyList<KeyValuePair<Guid, long>> Top(int count)
    {
        TakeAll();
        lock (_counting) return [.. _recent.Top(count).Select(static counter => KeyValuePair.Create(counter.Key, counter.Count))];
    }

    /// <summary>What was counted since this was last called, without what may be too high.</summary>
    public IReadOnlyList<KeyValuePair<Guid, long>> TakeUnshared()
    {
        TakeAll();
        lock (_counting)
        {
            var taken = _unshared.Top(Capacity);
            _unshared.Clear();
            return [.. taken.Where(static counter => counter.Count > counter.Error).Select(static counter => KeyValuePair.Create(counter.Key, counter.Count - counter.Error))];
        }
    }

    /// <summary>Puts back what could not be handed over.</summary>
    public void PutBack(IReadOnlyList<KeyValuePair<Guid, long>> counts)
    {
        lock (_counting)
            foreach (var (id, count) in counts) _unshared.Add(id, count);
    }

    /// <summary>What was read before now counts half on this node's own list.</summary>
    public void Halve()
    {
        TakeAll();
        lock (_counting) _recent.Halve();
    }

    private void TakeAll()
    {
        foreach (var buffer in _buffers)
            lock (buffer) Take(buffer);
    }

    private void Take(Buffer buffer)
    {
        lock (_counting)
        {
            foreach (var id in buffer.Ids.AsSpan(0, buffer.Count))
            {
                _recent.Add(id);
                _unshared.Add(id);
            }
        }
        buffer.Count = 0;
    }

    private sealed class Buffer
    {
        public const int Size = 64;

        public Guid[] Ids { get; } = new Guid[Size];
        public int Count { get; set; }
    }
}
