namespace AIKernel.Caching.Strategies;

/// <summary>
/// Values of programs' own by key. The database has them; memory and the shared tier hold copies, which are served only
/// while this node's view of the journal vouches for them. What this node has acknowledged it serves; other nodes do as
/// soon as their journal shows it, and written-behind values as soon as they have read the log.
/// </summary>
public interface IKeyedCache
{
    /// <summary>The value of a key.</summary>
    /// <exception cref="KeyedFaultException">The key is out of bounds.</exception>
    ValueTask<KeyedAnswer> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The values of keys in order, at most <see cref="KeyedLimits.MaxBatch"/>, with one read of each tier.</summary>
    /// <exception cref="KeyedFaultException">There are too many, or one is out of bounds.</exception>
    ValueTask<IReadOnlyList<KeyedAnswer>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Keeps a value, and says how.</summary>
    /// <exception cref="KeyedFaultException">Something of it is out of bounds, or its policy is not known.</exception>
    /// <exception cref="WriteBehindUnavailableException">It was to be written behind, or writes are ordered by the log, and the log is not there.</exception>
    Task<KeyedStrategy> SetAsync(KeyedWrite write, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps values, at most <see cref="KeyedLimits.MaxBatch"/>; of several of one key the last. Those of one strategy are
    /// kept together or not at all.
    /// </summary>
    /// <exception cref="KeyedFaultException">There are too many, or something of one is out of bounds.</exception>
    /// <exception cref="WriteBehindUnavailableException">As for one.</exception>
    Task<IReadOnlyList<KeyedStrategy>> SetManyAsync(IReadOnlyList<KeyedWrite> writes, CancellationToken cancellationToken = default);

    /// <summary>Keeps a value if it can: false, with a count and a line in the log, in place of any exception.</summary>
    Task<bool> SafeSetAsync(KeyedWrite write, CancellationToken cancellationToken = default);

    /// <summary>Removes a value, if there is one, and what depends on it; how many values that were.</summary>
    /// <exception cref="KeyedFaultException">The key is out of bounds.</exception>
    Task<long> DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Removes the values that are selected and what depends on them; how many, each counted once.</summary>
    /// <exception cref="KeyedFaultException">Nothing is selected, something is out of bounds, or the event is not known.</exception>
    Task<long> InvalidateAsync(KeyedInvalidation what, CancellationToken cancellationToken = default);
}

/// <summary>What is to be invalidated: everything that any of its parts selects.</summary>
public sealed record KeyedInvalidation
{
    /// <summary>Values that carry one of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Values whose key is of this pattern: <c>*</c> stands for any text, <c>?</c> for one character, everything else for itself.</summary>
    public string? Pattern { get; init; }

    /// <summary>Values that have subscribed to this event by their family, as the settings say.</summary>
    public string? Event { get; init; }
}
