using AIKernel.Caching.Strategies;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>Makes the engine's settings of the section <c>Keyed</c>: what is there without a setting, and what the section says over it.</summary>
internal static class KeyedSettings
{
    public const string None = "none";

    public static readonly Dictionary<string, KeyedInvalidationMethods> Methods = new(StringComparer.OrdinalIgnoreCase)
    {
        ["write"] = KeyedInvalidationMethods.Write,
        ["ttl"] = KeyedInvalidationMethods.Ttl,
        ["event"] = KeyedInvalidationMethods.Event,
        ["dependency"] = KeyedInvalidationMethods.Dependency,
        [None] = KeyedInvalidationMethods.None,
    };

    public static KeyedOptions ToOptions(KeyedConfiguration keyed) => new()
    {
        DefaultStrategy = keyed.DefaultStrategy,
        DefaultLifetime = TimeSpan.FromSeconds(keyed.DefaultTtlSeconds),
        Policies = Over(KeyedDefaults.Policies, keyed.Policies, static (known, mine) => new(
            mine.TtlSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : known!.Lifetime, mine.Strategy ?? known?.Strategy, mine.Compress ?? known?.Compress)),
        LifetimePresets = Over(KeyedDefaults.LifetimePresets, keyed.TtlPresets, static (_, seconds) => TimeSpan.FromSeconds(seconds)),
        Events = Over(KeyedDefaults.Events, keyed.Events, static (_, targets) => [.. targets]),
        DependencyRules = Over(KeyedDefaults.DependencyRules, keyed.DependencyRules, static (_, targets) => [.. targets]),
        KeyPatterns = keyed.KeyPatterns.ToDictionary(StringComparer.OrdinalIgnoreCase),
        Methods = keyed.InvalidationMethods.Count == 0 ? KeyedInvalidationMethods.All : keyed.InvalidationMethods.Aggregate(KeyedInvalidationMethods.None, static (all, name) => all | Methods[name]),
        SweepInterval = TimeSpan.FromSeconds(keyed.SweepIntervalSeconds),
        WriteBehind = new()
        {
            BatchSize = keyed.WriteBehind.BatchSize,
            FlushInterval = TimeSpan.FromSeconds(keyed.WriteBehind.FlushIntervalSeconds),
            MaxPending = keyed.WriteBehind.MaxPending,
            MaxPendingBytes = (long)keyed.WriteBehind.MaxPendingMegabytes << 20,
        },
    };

    private static Dictionary<string, T> Over<T, TMine>(IReadOnlyDictionary<string, T> known, IDictionary<string, TMine> mine, Func<T?, TMine, T> merge)
    {
        var all = new Dictionary<string, T>(known, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in mine) all[name] = merge(all.GetValueOrDefault(name), value);
        return all;
    }
}
