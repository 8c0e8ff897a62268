namespace AIKernel.Caching.Strategies;

/// <summary>
/// Where keyed values are for good: the port that PostgreSQL is the first adapter of. Every change is journalled in its own
/// transaction under the tags of the keys it touches (<see cref="KeyedTags"/>). A write only ever takes the place of one
/// with a lower sequence, so that writes may come late, twice and in any order.
/// </summary>
public interface IKeyedStore
{
    /// <summary>What is known of each key, in order; null where nothing is.</summary>
    ValueTask<IReadOnlyList<KeyedEntry?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Keeps values, each unless a later write of its key is there, and ends what depends on them, in one transaction.</summary>
    /// <param name="writes">At most one of each key.</param>
    /// <param name="dependents">What depends on a key by rule; null to end no dependents.</param>
    /// <param name="order">Their sequence; null to have the database give one, which it does until <see cref="OpenLogAsync"/> was called.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SequenceNeededException">No sequence was given, and the database gives none any more.</exception>
    /// <exception cref="ValueRefusedException">The database will never take one of them.</exception>
    Task WriteAsync(IReadOnlyList<StoredWrite> writes, Func<string, IEnumerable<KeyPattern>>? dependents, long? order, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The same with a sequence for each, as the log gave them.</summary>
    /// <exception cref="ValueRefusedException">The database will never take one of them; none was kept.</exception>
    Task FlushAsync(IReadOnlyList<LoggedWrite> writes, Func<string, IEnumerable<KeyPattern>>? dependents, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Ends the values that are selected and what depends on them; how many that were, each counted once.</summary>
    /// <exception cref="SequenceNeededException">No sequence was given, and the database gives none any more.</exception>
    Task<long> RemoveAsync(KeyedSelection selection, Func<string, IEnumerable<KeyPattern>>? dependents, long? order, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// From now on the log gives all sequences, for good: none that this returns or that the database has given is as high
    /// as one that the log is to give. Again changes nothing.
    /// </summary>
    Task<long> OpenLogAsync(CancellationToken cancellationToken);

    /// <summary>Deletes a few values that ended before this time; how many. Once the log is open, only below a sequence, if one is given.</summary>
    Task<int> SweepAsync(DateTimeOffset before, long? below, CancellationToken cancellationToken);
}

/// <summary>The values that are under one of these keys, or carry one of these tags, or whose key is of one of these patterns.</summary>
public sealed record KeyedSelection(IReadOnlyList<string> Keys, IReadOnlyList<string> Tags, IReadOnlyList<KeyPattern> Patterns);

/// <summary>A write with its place in the log.</summary>
public sealed record LoggedWrite(long Sequence, StoredWrite Write);

/// <summary>Writes get their sequence from the log, and this one came without.</summary>
public sealed class SequenceNeededException() : Exception("Writes are ordered by the write-behind log.");

/// <summary>The store will never take this value, however often it is tried. The message says why, without the value.</summary>
public sealed class ValueRefusedException(string message, Exception cause) : Exception(message, cause);

/// <summary>The tags under which changes of keyed values are journalled.</summary>
public static class KeyedTags
{
    /// <summary>Stands for all of them, where a statement touches too many to name.</summary>
    public const string All = "keyed-entries:*";

    /// <summary>The tag of a key.</summary>
    public static string Of(string key) => "keyed-entry:" + key;
}
