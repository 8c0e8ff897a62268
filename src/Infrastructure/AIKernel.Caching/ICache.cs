namespace AIKernel.Caching;

/// <summary>What a decorator author holds: reads are bound once, writes are wrapped.</summary>
public interface ICache
{
    /// <summary>Puts the cache in front of one operation of a source. Once per operation name and process.</summary>
    CachedOperation<TArgs, TValue> Bind<TSource, TArgs, TValue>(OperationDefinition<TSource, TArgs, TValue> definition, TSource source)
        where TArgs : notnull;

    /// <summary>
    /// Awaits a write and then catches up with the journal, so that this node serves what it acknowledges. If the
    /// catch-up fails, the write's outcome is still returned and the node serves nothing from its cache until it
    /// has read the journal again.
    /// </summary>
    ValueTask<TResult> WriteAsync<TResult>(ValueTask<TResult> write);

    /// <summary>
    /// The same, and write-through: what the write's outcome says of later answers is kept as if it had been loaded right
    /// after the write, so that the next reader finds it. Nothing is kept where another change may be missing from it: where
    /// one of the answer's tags was touched by anything else since the write began.
    /// </summary>
    /// <param name="write">Begins the write. What had ended before is noted first.</param>
    /// <param name="answers">The answers that the outcome tells: <see cref="CachedOperation{TArgs,TValue}.Written"/>.</param>
    ValueTask<TResult> WriteAsync<TResult>(Func<ValueTask<TResult>> write, Func<TResult, IReadOnlyList<WrittenAnswer>> answers);
}
