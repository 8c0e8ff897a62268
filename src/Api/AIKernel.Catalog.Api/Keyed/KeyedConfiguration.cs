using System.ComponentModel.DataAnnotations;
using AIKernel.Caching.Strategies;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>Values of programs' own by key: the section <c>Keyed</c>. What it names is added to what is there without it, or takes its place.</summary>
public sealed record KeyedConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "Keyed";

    /// <summary>How a value is written that names no strategy and whose policy names none.</summary>
    public KeyedStrategy DefaultStrategy { get; set; } = KeyedStrategy.CacheAside;
    /// <summary>How long a value lives that names no lifetime and has no policy.</summary>
    [Range(1, Year)]
    public int DefaultTtlSeconds { get; set; } = 3600;
    /// <summary>How values are written behind.</summary>
    public WriteBehindConfiguration WriteBehind { get; set; } = new();
    /// <summary>Policies by name. A key whose first part, before a colon, is the name of one is under it, unless a write names another.</summary>
    public IDictionary<string, KeyedPolicyConfiguration> Policies { get; } = new Dictionary<string, KeyedPolicyConfiguration>(StringComparer.OrdinalIgnoreCase);
    /// <summary>Names for lifetimes, which can then be given wherever a lifetime can.</summary>
    public IDictionary<string, int> TtlPresets { get; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
    /// <summary>What each event invalidates: families of keys by name, or patterns.</summary>
    public IDictionary<string, IList<string>> Events { get; } = new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);
    /// <summary>Families of keys, and the families that depend on each: with a key of the one go those of the others with the same id.</summary>
    public IDictionary<string, IList<string>> DependencyRules { get; } = new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);
    /// <summary>What ends values: <c>write</c>, <c>ttl</c>, <c>event</c>, <c>dependency</c>; or <c>none</c> alone. Empty: all four.</summary>
    public IList<string> InvalidationMethods { get; } = [];
    /// <summary>How the keys of a family are written, such as <c>user:{user_id}:profile</c>; of a family that is not named here, <c>{family}:{id}</c>.</summary>
    public IDictionary<string, string> KeyPatterns { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    /// <summary>How often values that have ended are deleted from the database, in seconds.</summary>
    [Range(1, 86_400)]
    public int SweepIntervalSeconds { get; set; } = 60;

    internal const int Year = 31_536_000;
}

/// <summary>How values are written behind: the section <c>Keyed:WriteBehind</c>.</summary>
public sealed record WriteBehindConfiguration
{
    /// <summary>So many values go to the database at once, as soon as there are so many.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 100;
    /// <summary>Fewer go when the oldest has waited so long, in seconds.</summary>
    [Range(1, 3600)]
    public int FlushIntervalSeconds { get; set; } = 5;
    /// <summary>With so many values waiting no more are taken.</summary>
    [Range(1, 10_000_000)]
    public int MaxPending { get; set; } = 100_000;
    /// <summary>With so many megabytes waiting no more are taken. Every node holds what waits in memory, beside the limit of its cache.</summary>
    [Range(1, 16_384)]
    public int MaxPendingMegabytes { get; set; } = 64;
}

/// <summary>A policy: the section <c>Keyed:Policies:{name}</c>. What it leaves open stays as it is without it.</summary>
public sealed record KeyedPolicyConfiguration
{
    /// <summary>How long values under it live.</summary>
    [Range(1, KeyedConfiguration.Year)]
    public int? TtlSeconds { get; set; }
    /// <summary>How they are written; empty for the default strategy.</summary>
    public KeyedStrategy? Strategy { get; set; }
    /// <summary>Whether copies of them in Redis are compressed; empty for what the cache's settings say.</summary>
    public bool? Compress { get; set; }
}
