using System.Numerics;

namespace AIKernel.Benchmarks.Eviction.Policies;

/// <summary>
/// Counts how often keys were asked for, approximately and lately: four rows of counters up to 15 at a place that each
/// row's own hash gives, the least of them is the count, and all are halved after ten requests an entry.
/// </summary>
internal sealed class FrequencySketch
{
    private const int Rows = 4, Most = 15;

    private readonly byte[][] _counters;
    private readonly int _mask, _period;
    private int _added;

    public FrequencySketch(int room)
    {
        var width = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, room));
        _counters = [.. Enumerable.Range(0, Rows).Select(_ => new byte[width])];
        (_mask, _period) = (width - 1, 10 * room);
    }

    public void Add(int id)
    {
        for (var row = 0; row < Rows; row++)
        {
            ref var counter = ref _counters[row][Place(id, row)];
            if (counter < Most) counter++;
        }
        if (++_added < _period) return;
        _added /= 2;
        foreach (var row in _counters)
            for (var i = 0; i < row.Length; i++) row[i] >>= 1;
    }

    public int CountOf(int id)
    {
        var least = Most;
        for (var row = 0; row < Rows; row++) least = Math.Min(least, _counters[row][Place(id, row)]);
        return least;
    }

    private int Place(int id, int row)
    {
        var mixed = ((ulong)(uint)id + 1) * (0x9E3779B97F4A7C15UL + 2 * (ulong)row * 0xC2B2AE3D27D4EB4FUL);
        return (int)((mixed ^ (mixed >> 29)) >> 7) & _mask;
    }
}
