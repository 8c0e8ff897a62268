namespace AIKernel.Catalog.Api.Operations.MostRead;

/// <summary>
/// Who comes most often in a stream of any length, in bounded memory: the space-saving sketch (Metwally, Agrawal, El Abbadi:
/// Efficient Computation of Frequent and Top-k Elements in Data Streams, 2005). It keeps a fixed number of counters; a
/// newcomer takes the smallest one over and adds to it. A count is never too low, and too high by at most its
/// <see cref="Counter.Error"/>, which is at most the stream's length divided by the capacity. Not for concurrent use.
/// </summary>
internal sealed class SpaceSaving<TKey>(int capacity)
    where TKey : notnull
{
    /// <summary>A key's count.</summary>
    /// <param name="Key">Who.</param>
    /// <param name="Count">How often, at most.</param>
    /// <param name="Error">By how much that may be too high.</param>
    /// <param name="Fresh">How often since fresh counts were last taken, exactly, while the key has had this counter.</param>
    public readonly record struct Counter(TKey Key, long Count, long Error, long Fresh);

    private readonly Counter[] _counters = new Counter[capacity];
    private readonly Dictionary<TKey, int> _found = new(capacity);
    // Numbers of counters. The smallest count is at 0: no parent is above its children, which stand at 2i+1 and 2i+2. Counters
    // stay where they are, so that putting one in order moves numbers and looks nothing up.
    private readonly int[] _heap = new int[capacity], _places = new int[capacity];
    private int _count;

    public void Add(TKey key, long amount = 1)
    {
        if (_found.TryGetValue(key, out var known))
        {
            ref var counter = ref _counters[known];
            counter = counter with { Count = counter.Count + amount, Fresh = counter.Fresh + amount };
            Sink(_places[known]);
        }
        else if (_count < capacity)
        {
            _counters[_count] = new(key, amount, 0, amount);
            _found[key] = _heap[_count] = _places[_count] = _count;
            Rise(_count++);
        }
        else
        {
            var smallest = _heap[0];
            var (left, count, _, _) = _counters[smallest];
            _found.Remove(left);
            _found[key] = smallest;
            _counters[smallest] = new(key, count + amount, count, amount);
            Sink(0);
        }
    }

    /// <summary>The counters in order, the highest first.</summary>
    public IReadOnlyList<Counter> Top(int count) => [.. _counters.Take(_count).OrderByDescending(static counter => counter.Count).Take(count)];

    /// <summary>The counters with something fresh, which is not fresh any more.</summary>
    public IReadOnlyList<Counter> TakeFresh()
    {
        Counter[] fresh = [.. _counters.Take(_count).Where(static counter => counter.Fresh > 0)];
        for (var at = 0; at < _count; at++) _counters[at] = _counters[at] with { Fresh = 0 };
        return fresh;
    }

    /// <summary>Everything counted so far counts half; what counts nothing any more is forgotten.</summary>
    public void Halve()
    {
        var kept = _counters.Take(_count).Select(static counter => counter with { Count = counter.Count / 2, Error = counter.Error / 2 })
            .Where(static counter => counter.Count > 0).OrderBy(static counter => counter.Count).ToList();
        _found.Clear();
        Array.Clear(_counters);
        _count = 0;
        // In rising order they are a heap as they come.
        foreach (var counter in kept)
        {
            _counters[_count] = counter;
            _found[counter.Key] = _heap[_count] = _places[_count] = _count;
            _count++;
        }
    }

    private void Rise(int place)
    {
        var number = _heap[place];
        for (int parent; place > 0 && _counters[_heap[parent = (place - 1) / 2]].Count > _counters[number].Count; place = parent) Put(place, _heap[parent]);
        Put(place, number);
    }

    private void Sink(int place)
    {
        var number = _heap[place];
        while (true)
        {
            var child = 2 * place + 1;
            if (child + 1 < _count && _counters[_heap[child + 1]].Count < _counters[_heap[child]].Count) child++;
            if (child >= _count || _counters[_heap[child]].Count >= _counters[number].Count) break;
            Put(place, _heap[child]);
            place = child;
        }
        Put(place, number);
    }

    private void Put(int place, int number) => (_heap[place], _places[number]) = (number, place);
}
