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
}
