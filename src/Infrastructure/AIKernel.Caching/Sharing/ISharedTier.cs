using System.Buffers;

namespace AIKernel.Caching.Sharing;

/// <summary>
/// A store of bytes that the nodes share: the port that Redis is the first adapter of. It may lose, repeat, delay or
/// roll back anything; what comes out of it is judged, never trusted. Every method may throw: a failure is a miss.
/// Bytes are handed out in buffers that the caller disposes of.
/// </summary>
public interface ISharedTier
{
    /// <summary>Raised when the store is reachable again after it was not.</summary>
    event Action? Restored;

    /// <summary>Raised, with the key, when a lease was given back on any node. May be lost: waiters also look again by themselves.</summary>
    event Action<string>? Settled;

    /// <summary>Raised when another node says that the journal has grown. May be lost: the journal is polled anyway.</summary>
    event Action? Hinted;

    /// <summary>The bytes under this key, or null; one command.</summary>
    ValueTask<IMemoryOwner<byte>?> GetAsync(string key);

    /// <summary>The bytes under each key in order, null where there are none; one command for each server that holds some of them.</summary>
    ValueTask<IReadOnlyList<IMemoryOwner<byte>?>> GetManyAsync(IReadOnlyList<string> keys);

    /// <summary>Keeps bytes under a key for at most this long; one command. The bytes are read no more once the task has completed successfully.</summary>
    ValueTask SetAsync(string key, ReadOnlyMemory<byte> bytes, TimeSpan lifetime);

    /// <summary>Takes the lease of a key for a while unless somebody holds it, and reads the key after that: two commands in one round trip.</summary>
    ValueTask<LeaseAttempt> TryLeaseAsync(string key, string token, TimeSpan duration);

    /// <summary>
    /// Keeps bytes under the key, unless there are none, gives the lease back if this token still holds it, and raises
    /// <see cref="Settled"/> on every node; one command. The bytes are read no more once the task has completed successfully.
    /// </summary>
    ValueTask SettleAsync(string key, string token, ReadOnlyMemory<byte> bytes, TimeSpan lifetime);

    /// <summary>Raises <see cref="Hinted"/> on the other nodes; one command.</summary>
    ValueTask HintAsync();

    /// <summary>Writes, reads and deletes a key of its own.</summary>
    /// <returns>Where the store is, for operators: host and port, no secrets.</returns>
    ValueTask<string> ProbeAsync();
}

/// <summary>What came of asking for a lease.</summary>
/// <param name="Acquired">Whether the caller holds it now.</param>
/// <param name="Bytes">What was under the key afterwards: a holder before may have left its answer between the caller's last look and its lease.</param>
public readonly record struct LeaseAttempt(bool Acquired, IMemoryOwner<byte>? Bytes);

/// <summary>Bytes that belong to nobody's pool.</summary>
public sealed class UnpooledBytes(byte[] bytes) : IMemoryOwner<byte>
{
    /// <inheritdoc/>
    public Memory<byte> Memory => bytes;

    /// <summary>Does nothing: the bytes are garbage when nobody holds them.</summary>
    public void Dispose() { }
}
