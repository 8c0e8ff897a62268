namespace AIKernel.Catalog.Api.Metrics;

/// <summary>One label set of a family and its value. Written from any thread, without locks and without allocation.</summary>
internal sealed class Series(KeyValuePair<string, object?>[] tags, double[]? bounds)
{
    private readonly long[] _buckets = bounds is null ? [] : new long[bounds.Length + 1];
    private double _value;

    public KeyValuePair<string, object?>[] Tags => tags;

    /// <summary>The value; of a histogram, the sum of everything recorded.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>The last collection in which an observed instrument reported this series.</summary>
    public long Collection { get; set; }

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        while (true)
        {
            var before = Volatile.Read(ref _value);
            if (Interlocked.CompareExchange(ref _value, before + value, before).Equals(before)) return;
        }
    }

    public void Record(double value)
    {
        // A NaN would make the sum one for ever.
        if (double.IsNaN(value)) return;
        var index = Array.BinarySearch(bounds!, value);
        Interlocked.Increment(ref _buckets[index < 0 ? ~index : index]);
        Add(value);
    }

    /// <summary>How many values fell into each bucket, the last one being everything beyond the last bound.</summary>
    public long[] ReadBuckets()
    {
        var copy = new long[_buckets.Length];
        for (var index = 0; index < copy.Length; index++) copy[index] = Volatile.Read(ref _buckets[index]);
        return copy;
    }

    public bool Is(ReadOnlySpan<KeyValuePair<string, object?>> other)
    {
        if (other.Length != tags.Length) return false;
        for (var index = 0; index < tags.Length; index++)
            if (!string.Equals(tags[index].Key, other[index].Key, StringComparison.Ordinal) || !Equals(tags[index].Value, other[index].Value)) return false;
        return true;
    }
}
