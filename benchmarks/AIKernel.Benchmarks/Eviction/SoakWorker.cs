using AIKernel.Caching.Memory;

namespace AIKernel.Benchmarks.Eviction;

/// <summary>One thread of a soak: seven reads in ten, a removal, two puts; every thousandth operation puts an entry to stay.</summary>
internal sealed class SoakWorker
{
    private const int StayEvery = 1_000;

    private readonly SoakWorld _world;
    private readonly long _number;
    private readonly Random _random;
    private long _stayed;

    public SoakWorker(SoakWorld world, int number, int operations)
    {
        (_world, _number, _random) = (world, number, new(number));
        Thread = new(() => Run(operations));
    }

    public Thread Thread { get; }

    /// <summary>How often an entry that must be in was not found.</summary>
    public long Lost { get; private set; }

    /// <summary>How often more was counted than the limit allows.</summary>
    public long Above { get; private set; }

    public long CountMissing() => Range(_stayed).LongCount(number => _world.Kept.Peek(Name(number)) is null);

    private void Run(int operations)
    {
        for (var step = 0; step < operations; step++)
        {
            Step(_world.Tiers[_random.Next(2)], _random.Next(SoakWorld.Keys));
            if (_world.Bounded.Bytes > SoakWorld.Limit || _world.Bounded.Entries > SoakWorld.MostEntries) Above++;
            if (step % StayEvery == 0) SoakWorld.Put(_world.Kept, Name(_stayed++), 100, 1);
            else if (_world.Kept.Peek(Name(_random.NextInt64(_stayed))) is null) Lost++;
        }
    }

    private void Step(MemoryTier<int, object> tier, int key)
    {
        switch (_random.Next(10))
        {
            case < 7:
                if (tier.Peek(key) is { } hit) tier.MarkHit(hit, 0);
                break;
            case 7 when tier.Peek(key) is { } gone:
                tier.Remove(gone);
                break;
            default:
                SoakWorld.Put(tier, key, _random.Next(50, 500), (ulong)_random.Next(100));
                break;
        }
    }

    private long Name(long number) => number * SoakWorld.MostThreads + _number;

    private static IEnumerable<long> Range(long count)
    {
        for (var number = 0L; number < count; number++) yield return number;
    }
}
