namespace AIKernel.Caching.Sharing;

/// <summary>
/// A store of bytes that the nodes share: the port that Redis is the first adapter of. It may lose, repeat, delay or
/// roll back anything; what comes out of it is judged, never trusted. Every method may throw: a failure is a miss.
/// </summary>
public interface ISharedTier
{
    /// <summary>Raised when the store is reachable again after it was not.</summary>
    event Action? Restored;

    /// <summary>The bytes under this key, or null; one command.</summary>
    ValueTask<byte[]?> GetAsync(string key);

    /// <summary>The bytes under each key in order, null where there are none; one command.</summary>
    ValueTask<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys);

    /// <summary>Keeps bytes under a key for at most this long; one command.</summary>
    ValueTask SetAsync(string key, ReadOnlyMemory<byte> bytes, TimeSpan lifetime);

    /// <summary>Writes, reads and deletes a key of its own.</summary>
    /// <returns>Where the store is, for operators: host and port, no secrets.</returns>
    ValueTask<string> ProbeAsync();
}
