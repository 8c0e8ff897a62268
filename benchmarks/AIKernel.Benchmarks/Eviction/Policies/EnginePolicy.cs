using AIKernel.Caching;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;

namespace AIKernel.Benchmarks.Eviction.Policies;

/// <summary>The memory tier of the engine itself, with entries of one size.</summary>
internal sealed class EnginePolicy : EvictionPolicy
{
    private const int Size = 1_000;
    private static readonly JournalStamp Stamp = new(1, 1);
    private static readonly object Value = new();

    private readonly MemoryTier<int, object> _tier;

    public EnginePolicy(int room, MemoryEviction eviction) =>
        _tier = new(new MemoryBudget(new CacheOptions { MemoryLimitBytes = (long)Size * room, MemoryEviction = eviction }));

    public override bool Access(int id)
    {
        if (_tier.Peek(id) is { } entry)
        {
            _tier.MarkHit(entry, 0);
            return true;
        }
        _tier.Put(new() { Tier = _tier, Key = id, Value = Value, Stamp = Stamp, Tags = [], FreshUntil = long.MaxValue, ExpiresAt = long.MaxValue, LoadedAt = 0, Size = Size }, 0);
        return false;
    }
}
