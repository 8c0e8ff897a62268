namespace AIKernel.Caching.Memory;

/// <summary>Which entry goes when memory is full.</summary>
public enum MemoryEviction
{
    /// <summary>The oldest that was not hit since the hand last passed: survives scans, and a hit takes no lock.</summary>
    Sieve,
    /// <summary>Exactly the one that was not used for longest. Every hit takes a lock.</summary>
    Lru,
}
