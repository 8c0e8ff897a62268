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
    private readonly SpaceSaving<Guid> _counts = new(Capacity);
    // What could not be handed over to the count of all nodes. At most as many as are told apart.
    private readonly Dictionary<Guid, long> _putBack = [];

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
        lock (_counting) return [.. _counts.Top(count).Select(static counter => KeyValuePair.Create(counter.Key, counter.Count))];
    }

    /// <summary>What was counted since this was last called, and what was put back; nothing is too high, and what few have read may be missing.</summary>
    public IReadOnlyList<KeyValuePair<Guid, long>> TakeUnshared()
    {
        TakeAll();
        lock (_counting)
        {
            foreach (var counter in _counts.TakeFresh()) _putBack[counter.Key] = _putBack.GetValueOrDefault(counter.Key) + counter.Fresh;
            KeyValuePair<Guid, long>[] taken = [.. _putBack.OrderByDescending(static one => one.Value).Take(Capacity)];
            _putBack.Clear();
            return taken;
        }
    }

    /// <summary>Puts back what could not be handed over.</summary>
    public void PutBack(IReadOnlyList<KeyValuePair<Guid, long>> counts)
    {
        lock (_counting)
            foreach (var (id, count) in counts) _putBack[id] = _putBack.GetValueOrDefault(id) + count;
    }

    /// <summary>What was read before now counts half on this node's own list.</summary>
    public void Halve()
    {
        TakeAll();
        lock (_counting) _counts.Halve();
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
            foreach (var id in buffer.Ids.AsSpan(0, buffer.Count)) _counts.Add(id);
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
