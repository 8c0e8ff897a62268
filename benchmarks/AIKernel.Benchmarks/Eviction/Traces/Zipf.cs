namespace AIKernel.Benchmarks.Eviction.Traces;

/// <summary>Draws from so many keys, the one of rank r with a chance in proportion to 1/r; which key has which rank is chance too.</summary>
internal sealed class Zipf
{
    private readonly Random _random;
    private readonly double[] _cumulated;
    private readonly int[] _keyOfRank;

    public Zipf(int first, int count, Random random)
    {
        _random = random;
        _cumulated = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++) _cumulated[rank] = sum += 1.0 / (rank + 1);
        _keyOfRank = [.. Enumerable.Range(first, count)];
        random.Shuffle(_keyOfRank);
    }

    public int Next()
    {
        var found = Array.BinarySearch(_cumulated, _random.NextDouble() * _cumulated[^1]);
        return _keyOfRank[Math.Min(found < 0 ? ~found : found, _keyOfRank.Length - 1)];
    }
}
