namespace AIKernel.Caching.Strategies;

/// <summary>The settings of the keyed cache. Checked by whoever builds them from configuration.</summary>
public sealed record KeyedOptions
{
    /// <summary>The strategy of writes that name none and whose policy names none.</summary>
    public KeyedStrategy DefaultStrategy { get; init; } = KeyedStrategy.CacheAside;
    /// <summary>The lifetime of values that name none and whose policy names none.</summary>
    public TimeSpan DefaultLifetime { get; init; } = TimeSpan.FromHours(1);
    /// <summary>Policies by name. One also applies to keys whose first part, before a colon, is its name, unless another is named.</summary>
    public IReadOnlyDictionary<string, KeyedPolicy> Policies { get; init; } = KeyedDefaults.Policies;
    /// <summary>Lifetimes by name.</summary>
    public IReadOnlyDictionary<string, TimeSpan> LifetimePresets { get; init; } = KeyedDefaults.LifetimePresets;
    /// <summary>What each event invalidates: names of families of keys, or patterns.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Events { get; init; } = KeyedDefaults.Events;
    /// <summary>Families of keys, and which others depend on them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> DependencyRules { get; init; } = KeyedDefaults.DependencyRules;
    /// <summary>How the keys of a family are written, such as <c>user:{user_id}:profile</c>; of others <c>{family}:{id}</c> and whatever follows.</summary>
    public IReadOnlyDictionary<string, string> KeyPatterns { get; init; } = new Dictionary<string, string>();
    /// <summary>What ends values.</summary>
    public KeyedInvalidationMethods Methods { get; init; } = KeyedInvalidationMethods.All;
    /// <summary>How values are written behind.</summary>
    public WriteBehindOptions WriteBehind { get; init; } = new();
    /// <summary>How often values that have expired are deleted from the database.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>What a policy decides for the values under it.</summary>
/// <param name="Lifetime">How long they live.</param>
/// <param name="Strategy">How they are written; null for the default.</param>
/// <param name="Compress">Whether copies in the shared tier are compressed; null for what the cache's settings say.</param>
public sealed record KeyedPolicy(TimeSpan Lifetime, KeyedStrategy? Strategy = null, bool? Compress = null);

/// <summary>What ends values.</summary>
[Flags]
public enum KeyedInvalidationMethods
{
    /// <summary>Nothing but their own removal.</summary>
    None = 0,
    /// <summary>A write or a removal of a key also ends what depends on it. (That it ends the key's own former value cannot be switched off.)</summary>
    Write = 1,
    /// <summary>Their lifetime; without it values live until they are removed.</summary>
    Ttl = 2,
    /// <summary>Events.</summary>
    Event = 4,
    /// <summary>The end of what they depend on; without it neither writes nor invalidations reach further than they say.</summary>
    Dependency = 8,
    /// <summary>Each of them.</summary>
    All = Write | Ttl | Event | Dependency,
}

/// <summary>How values are written behind.</summary>
public sealed record WriteBehindOptions
{
    /// <summary>So many values are written to the database at once, as soon as there are so many.</summary>
    public int BatchSize { get; init; } = 100;
    /// <summary>Fewer are written when the oldest has waited for so long.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(5);
    /// <summary>With so many waiting no more are taken.</summary>
    public int MaxPending { get; init; } = 100_000;
    /// <summary>With so many bytes waiting no more are taken. Each node holds what waits in memory.</summary>
    public long MaxPendingBytes { get; init; } = 64L << 20;
}
