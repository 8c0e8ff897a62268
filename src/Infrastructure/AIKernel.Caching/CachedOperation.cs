using AIKernel.Caching.Journal;

namespace AIKernel.Caching;

/// <summary>
/// A read operation with the cache in front of it. What it returns is an answer the source gave, or would have
/// given, at some moment after the call began or, at most <see cref="CacheOptions.MaxStaleness"/> before it;
/// never one older than a change this node has seen.
/// </summary>
public abstract class CachedOperation<TArgs, TValue>
    where TArgs : notnull
{
    /// <summary>
    /// The answer for these arguments. From memory: completed synchronously and without an allocation.
    /// Cancelling abandons the wait; a load that others wait for goes on.
    /// </summary>
    /// <exception cref="Exception">What the source threw. Faults of the cache itself never surface.</exception>
    public abstract ValueTask<TValue> GetAsync(TArgs args, CancellationToken cancellationToken);

    /// <summary>
    /// The answers in the order of the arguments, duplicates kept, with at most one read of the shared tier and
    /// one call of the source for what is missing.
    /// </summary>
    public abstract ValueTask<IReadOnlyList<TValue>> GetManyAsync(IReadOnlyList<TArgs> args, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the source and puts the answers into the shared tier, and into memory if that is wanted. False where a change of
    /// them is too recent: copies would not be valid while a transaction is under way that began before it.
    /// </summary>
    internal abstract ValueTask<bool> PlaceAsync(IReadOnlyList<TArgs> args, bool memory, CancellationToken cancellationToken);

    /// <summary>
    /// What this operation answers from now on, as the outcome of a write tells, for <see cref="ICache.WriteAsync{TResult}(Func{ValueTask{TResult}}, Func{TResult, IReadOnlyList{WrittenAnswer}})"/>.
    /// </summary>
    /// <param name="args">The arguments.</param>
    /// <param name="value">Exactly what a load that begins right after the write would return, if nothing else was written.</param>
    /// <param name="position">The write.</param>
    public WrittenAnswer Written(TArgs args, TValue value, JournalPosition position) => new(position, before => KeepAsync(args, value, position, before));

    /// <summary>Keeps the outcome of a write that has been caught up with, unless another change may be missing from it.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="value">The outcome.</param>
    /// <param name="write">The write.</param>
    /// <param name="before">What had ended before the write began.</param>
    internal abstract ValueTask KeepAsync(TArgs args, TValue value, JournalPosition write, JournalStamp before);
}
