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
    public readonly record struct Counter(TKey Key, long Count, long Error);

    // The smallest count is at 0: no parent is above its children, which stand at 2i+1 and 2i+2.
    private readonly Counter[] _heap = new Counter[capacity];
    private readonly Dictionary<TKey, int> _places = new(capacity);
    private int _count;

    public void Add(TKey key, long amount = 1)
    {
        if (_places.TryGetValue(key, out var place)) Sink(place, _heap[place] with { Count = _heap[place].Count + amount });
        else if (_count < capacity) Rise(_count++, new(key, amount, 0));
        else
        {
            var smallest = _heap[0];
            _places.Remove(smallest.Key);
            Sink(0, new(key, smallest.Count + amount, smallest.Count));
        }
    }

    /// <summary>The counters in order, the highest first.</summary>
    public IReadOnlyList<Counter> Top(int count) => [.. _heap.Take(_count).OrderByDescending(static counter => counter.Count).Take(count)];

    /// <summary>Everything counted so far counts half; what counts nothing any more is forgotten.</summary>
    public void Halve()
    {
        var kept = _heap.Take(_count).Select(static counter => counter with { Count = counter.Count / 2, Error = counter.Error / 2 })
            .Where(static counter => counter.Count > 0).OrderBy(static counter => counter.Count).ToList();
        Clear();
        // In rising order they are a heap as they come.
        foreach (var counter in kept) Place(_count++, counter);
    }

    public void Clear()
    {
        _places.Clear();
        Array.Clear(_heap);
        _count = 0;
    }

    private void Rise(int place, Counter counter)
    {
        for (int parent; place > 0 && _heap[parent = (place - 1) / 2].Count > counter.Count; place = parent) Place(place, _heap[parent]);
        Place(place, counter);
    }

    private void Sink(int place, Counter counter)
    {
        while (true)
        {
            var child = 2 * place + 1;
            if (child + 1 < _count && _heap[child + 1].Count < _heap[child].Count) child++;
            if (child >= _count || _heap[child].Count >= counter.Count) break;
            Place(place, _heap[child]);
            place = child;
        }
        Place(place, counter);
    }

    private void Place(int place, Counter counter)
    {
        _heap[place] = counter;
        _places[counter.Key] = place;
    }
}
