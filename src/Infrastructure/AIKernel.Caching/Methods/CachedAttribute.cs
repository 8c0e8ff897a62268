namespace AIKernel.Caching.Methods;

/// <summary>
/// The answers of this interface method are cached, or, on a request type, the answers to it
/// (<see cref="CachedMethodsServiceCollectionExtensions.AddCachedReadHandlers"/>). The key is the service, the method, and
/// the arguments by name; a cancellation token is no part of it.
/// </summary>
/// <param name="prefix">The family: first part of the operation's name, of lower-case letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
/// <param name="seconds">How long an answer lives, 1 to <see cref="MaxSeconds"/>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class CachedAttribute(string prefix, int seconds) : Attribute
{
    /// <summary>The longest lifetime: 30 days.</summary>
    public const int MaxSeconds = 2_592_000;

    /// <summary>The family.</summary>
    public string Prefix => prefix;

    /// <summary>How long an answer lives.</summary>
    public int Seconds => seconds;

    /// <summary>
    /// What an answer depends on: <c>agents</c>, <c>agent:{id}</c>, <c>kind:{query.Kind}</c>. A journal entry with one of them,
    /// written in the transaction of a change, ends the answer on every node. A call in which one of the named arguments is
    /// null is not cached: its answer would hang on no tag.
    /// </summary>
    public string[] Tags { get; init => field = value ?? []; } = [];

    /// <summary>Says openly that nothing but its lifetime ends an answer: for up to so long it may be out of date. Only without tags.</summary>
    public bool TimeBound { get; init; }

    /// <summary>How long null lives; 0 for as long as any other answer.</summary>
    public int AbsentSeconds { get; init; }

    /// <summary>How much of each lifetime chance may take off, in percent, 0 to 50.</summary>
    public int JitterPercent { get; init; } = 10;

    /// <summary>How long before its end an answer that is still asked for is loaded anew in the background; 0 for never.</summary>
    public int RefreshAheadSeconds { get; init; }

    /// <summary>How long beyond its end an answer may be served as stale because the service fails; 0 for never. Never one known to be invalidated.</summary>
    public int FailSafeSeconds { get; init; }

    /// <summary>Whether one node of the cluster asks the service and the others wait for its answer.</summary>
    public bool Lease { get; init; }

    /// <summary>Whether answers are sensitive: encrypted in the shared tier, or not kept there.</summary>
    public bool Sensitive { get; init; }

    internal EntryPolicy Policy => new(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(AbsentSeconds == 0 ? seconds : AbsentSeconds))
    {
        Jitter = JitterPercent / 100.0,
        RefreshAhead = TimeSpan.FromSeconds(RefreshAheadSeconds),
        FailSafe = TimeSpan.FromSeconds(FailSafeSeconds),
        Lease = Lease,
        Sensitive = Sensitive,
    };

    /// <summary>What must be the same on methods that share their answers.</summary>
    internal (EntryPolicy, string) Terms => (Policy, string.Join('\n', [prefix, $"{TimeBound}", .. Tags.Order(StringComparer.Ordinal)]));
}

/// <summary>
/// This interface method writes: when it has ended well, this node catches up with the journal before the caller hears of
/// it, and so serves what it acknowledges. It journals nothing: that is for the write's own transaction.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WritesAttribute : Attribute;
