namespace AIKernel.Catalog.Api.Metrics;

/// <summary>
/// A metric family: a name, a type and its series. Finding a series is a walk through a bucket that is only ever
/// replaced, never changed, so readers need no lock; new label sets are rare and take one.
/// </summary>
internal sealed class Family(string name, string help, MetricKind kind, double[]? bounds, double scale)
{
    /// <summary>A label that takes a new value with every request must not eat the memory.</summary>
    public const int MaxSeries = 2_000;

    private const int Slots = 64;
    private static readonly KeyValuePair<string, object?>[] Rest = [new("overflow", "true")];

    private readonly Series[]?[] _slots = new Series[]?[Slots];
    private readonly Lock _adding = new();
    private int _count;

    public string Name => name;
    public string Help => help;
    public MetricKind Kind => kind;
    public double[] Bounds => bounds ?? [];
    public double Scale => scale;

    /// <summary>Whether label sets had to be counted together.</summary>
    public bool Overflowed => Volatile.Read(ref _count) > MaxSeries;

    public IEnumerable<Series> AllSeries => _slots.SelectMany(static slot => slot ?? []);

    public Series Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        ref var slot = ref _slots[(uint)Hash(tags) % Slots];
        foreach (var series in Volatile.Read(ref slot) ?? [])
            if (series.Is(tags)) return series;
        return Add(ref slot, tags);
    }

    private Series Add(ref Series[]? slot, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_adding)
        {
            foreach (var series in slot ?? [])
                if (series.Is(tags)) return series;
            if (_count >= MaxSeries && !tags.SequenceEqual(Rest))
            {
                _count = MaxSeries + 1;
                return Find(Rest);
            }
            var added = new Series(tags.ToArray(), bounds);
            Volatile.Write(ref slot, [.. slot ?? [], added]);
            _count++;
            return added;
        }
    }

    private static int Hash(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = 17;
        foreach (var (key, value) in tags) hash = (hash * 31) + (key.GetHashCode(StringComparison.Ordinal) ^ (value?.GetHashCode() ?? 0));
        return hash;
    }
}
