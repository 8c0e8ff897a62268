namespace AIKernel.Caching.Journal;

/// <summary>
/// Which transactions had ended when the journal was read: all below <paramref name="Horizon"/>, none at or above
/// <paramref name="End"/>, and between them all but <paramref name="InProgress"/>.
/// </summary>
/// <param name="Horizon">Every transaction with a lower id has ended.</param>
/// <param name="End">No transaction with this or a higher id had ended; some may have begun.</param>
/// <param name="InProgress">Those between that had not ended.</param>
public sealed record JournalSnapshot(ulong Horizon, ulong End, IReadOnlyList<ulong> InProgress)
{
    /// <summary>Whether this transaction had ended, so that its journal rows have been read.</summary>
    public bool Covers(ulong sequence) => sequence < Horizon || (sequence < End && !InProgress.Contains(sequence));
}

/// <summary>A point in the journal's history: everything up to one transaction.</summary>
/// <param name="Epoch">Identity of the history.</param>
/// <param name="Sequence">The transaction's id.</param>
public readonly record struct JournalPosition(ulong Epoch, ulong Sequence);

/// <summary>One journalled change.</summary>
/// <param name="Sequence">Id of the transaction that made it.</param>
/// <param name="Tags">Hashes of the tags it touched (<see cref="Tag.Of(ReadOnlySpan{char})"/>).</param>
public readonly record struct JournalRow(ulong Sequence, ulong[] Tags);

/// <summary>What one read of the journal saw, all of it under one snapshot.</summary>
/// <param name="Epoch">Identity of the history; another number means that nothing cached before can be judged.</param>
/// <param name="Snapshot">Which transactions had ended.</param>
/// <param name="LowWater">Rows below this transaction id may have been pruned away.</param>
/// <param name="Rows">The rows that became visible since the snapshot the reader came with, in any order, repeats allowed.</param>
public sealed record JournalRead(ulong Epoch, JournalSnapshot Snapshot, ulong LowWater, IReadOnlyList<JournalRow> Rows);

/// <summary>The invalidation journal of a database: the port that PostgreSQL is the first adapter of.</summary>
public interface IInvalidationJournal
{
    /// <summary>Reads what became visible since <paramref name="since"/>, or the whole journal when that is null, in one statement.</summary>
    /// <exception cref="Exception">The database could not be read; nothing is known.</exception>
    ValueTask<JournalRead> ReadAsync(JournalSnapshot? since, CancellationToken cancellationToken);

    /// <summary>
    /// Calls <paramref name="wake"/> whenever the journal may have grown; also once when it has begun to listen.
    /// Returns only by throwing: when cancelled, or when the connection is lost.
    /// </summary>
    Task ListenAsync(Action wake, CancellationToken cancellationToken);

    /// <summary>Removes rows older than this and raises the low-water mark accordingly, in one transaction.</summary>
    Task PruneAsync(TimeSpan retention, CancellationToken cancellationToken);
}
