namespace AIKernel.Caching.Strategies;

/// <summary>
/// A log of writes that all nodes append to and follow: the port that a Redis stream is the first adapter of. It gives
/// every write a sequence, each higher than all before, whichever node asks. It must not lose what it has acknowledged.
/// </summary>
public interface IWriteBehindLog
{
    /// <summary>Raised when the log may have grown, on any node, or can be read again. May be lost: the log is polled anyway.</summary>
    event Action? Grown;

    /// <summary>Appends writes, all or none. When it returns they are in the log.</summary>
    /// <param name="writes">The writes, in order.</param>
    /// <param name="floor">Every sequence given is above this.</param>
    /// <param name="cancellationToken">Ends the wait; the writes may be in the log all the same.</param>
    /// <returns>The sequence of each.</returns>
    /// <exception cref="WriteBehindUnavailableException">They are not in the log, or it is not known.</exception>
    Task<IReadOnlyList<long>> AppendAsync(IReadOnlyList<StoredWrite> writes, long floor, CancellationToken cancellationToken);

    /// <summary>A sequence for a write that is not in the log, and whether there is anything in the log.</summary>
    /// <exception cref="WriteBehindUnavailableException">The log cannot be asked.</exception>
    Task<(long Sequence, bool IsEmpty)> NextAsync(long floor, CancellationToken cancellationToken);

    /// <summary>Writes above a sequence, the lowest first.</summary>
    /// <exception cref="WriteBehindUnavailableException">The log cannot be read.</exception>
    Task<IReadOnlyList<LoggedItem>> ReadAsync(long after, int count, CancellationToken cancellationToken);

    /// <summary>How many writes are in the log.</summary>
    /// <exception cref="WriteBehindUnavailableException">The log cannot be asked.</exception>
    Task<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>Takes writes out of the log that are in the database now. Again changes nothing.</summary>
    /// <exception cref="WriteBehindUnavailableException">It is not known whether they are out.</exception>
    Task AcknowledgeAsync(IReadOnlyList<LoggedItem> items, CancellationToken cancellationToken);

    /// <summary>Takes a write out of the log and puts it, with the reason, where somebody can look at it.</summary>
    /// <exception cref="WriteBehindUnavailableException">It is not known whether that was done.</exception>
    Task BuryAsync(LoggedItem item, string reason, CancellationToken cancellationToken);

    /// <summary>Whether this node is the one that writes to the database now; asked again and again by each.</summary>
    /// <exception cref="WriteBehindUnavailableException">The log cannot be asked.</exception>
    Task<bool> TryLeadAsync(CancellationToken cancellationToken);

    /// <summary>Lets another node lead.</summary>
    /// <exception cref="WriteBehindUnavailableException">The log cannot be asked; the lead ends by itself.</exception>
    Task ResignAsync(CancellationToken cancellationToken);
}

/// <summary>One write in the log.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Write">The write; null when it cannot be read.</param>
/// <param name="Size">Bytes it takes there.</param>
public sealed record LoggedItem(long Sequence, StoredWrite? Write, int Size);

/// <summary>The log that values are written behind from is not there, full, or cannot be trusted. The message says which.</summary>
public sealed class WriteBehindUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
