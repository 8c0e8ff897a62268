using AIKernel.Caching;

namespace AIKernel.Benchmarks.Eviction.Policies;

/// <summary>A cache of so many entries of one size, as a trace sees it.</summary>
internal abstract class EvictionPolicy
{
    /// <summary>Asks for a key: true when it is in; otherwise it is taken in, at the cost of another.</summary>
    public abstract bool Access(int id);
}

/// <summary>Makes a policy for a trace over so many keys, with room for some of them.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Shipped">Whether it is the engine's own.</param>
/// <param name="Create">Makes one, given the number of keys and the room.</param>
internal sealed record PolicyFactory(string Name, bool Shipped, Func<int, int, EvictionPolicy> Create)
{
    public static PolicyFactory TinySieve { get; } = new("AIKernel, TinySieve", true, static (_, room) => new EnginePolicy(room, MemoryEviction.TinySieve));

    public static PolicyFactory Lru { get; } = new("AIKernel, Lru", true, static (_, room) => new EnginePolicy(room, MemoryEviction.Lru));

    /// <summary>The engine's two, on its own memory tier, and the candidates as their authors describe them.</summary>
    public static IReadOnlyList<PolicyFactory> All { get; } =
    [
        TinySieve,
        Lru,
        new("SIEVE", false, static (keys, room) => new SievePolicy(keys, room)),
        new("S3-FIFO", false, static (keys, room) => new S3FifoPolicy(keys, room, most: 3, promotedFrom: 2)),
        new("S3-FIFO, one bit", false, static (keys, room) => new S3FifoPolicy(keys, room, most: 1, promotedFrom: 1)),
        new("W-TinyLFU", false, static (keys, room) => new WTinyLfuPolicy(keys, room)),
    ];
}
