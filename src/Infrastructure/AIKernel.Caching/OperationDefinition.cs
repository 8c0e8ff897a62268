namespace AIKernel.Caching;

/// <summary>
/// One cached read operation, declared once: how its key is written, what its answers depend on, how long they
/// live, and how they are loaded. Lambdas are static; the repository comes in as <typeparamref name="TSource"/>.
/// </summary>
/// <typeparam name="TSource">The decorated repository.</typeparam>
/// <typeparam name="TArgs">The arguments; compared by value, they are the key in memory.</typeparam>
/// <typeparam name="TValue">The answer; immutable, since it is shared by reference.</typeparam>
public sealed class OperationDefinition<TSource, TArgs, TValue>
    where TArgs : notnull
{
    /// <summary>The third part of the key: the family, such as <c>resource</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>The fourth part of the key: the operation within the family, such as <c>get</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How long answers live.</summary>
    public required EntryPolicy Policy { get; init; }

    /// <summary>Turns answers into bytes.</summary>
    public required ICacheSerializer<TValue> Serializer { get; init; }

    /// <summary>Writes the arguments; equal arguments must give equal keys and different ones different keys.</summary>
    public required Action<KeyParameters, TArgs> Key { get; init; }

    /// <summary>
    /// Names everything whose change can change this answer, given the answer. Called after the load: that is safe,
    /// because validity is decided by what had ended before it.
    /// </summary>
    public required Action<TagSet, TArgs, TValue> Tags { get; init; }

    /// <summary>Asks the source.</summary>
    public required Func<TSource, TArgs, CancellationToken, ValueTask<TValue>> Load { get; init; }

    /// <summary>Asks the source for several at once, answers in order; null where the operation is never read in batches.</summary>
    public Func<TSource, IReadOnlyList<TArgs>, CancellationToken, ValueTask<IReadOnlyList<TValue>>>? LoadMany { get; init; }

    /// <summary>
    /// How long this answer lives, where that depends on the answer; null for what the policy says. Clamped to between
    /// a second and the policy's lifetime.
    /// </summary>
    public Func<TArgs, TValue, TimeSpan?>? LifetimeOf { get; init; }

    /// <summary>How this answer is packed in the shared tier, where that depends on the answer; null for what the policy says.</summary>
    public Func<TArgs, TValue, PayloadCompression?>? CompressionOf { get; init; }

    /// <summary>Bytes the answer takes in memory; null to estimate them from its serialized size.</summary>
    public Func<TValue, long>? Weigh { get; init; }

    /// <summary>The name in metrics: <c>{prefix}.{name}</c>.</summary>
    public string FullName => $"{Prefix}.{Name}";
}
