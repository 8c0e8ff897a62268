using System.Text.RegularExpressions;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Caching;

namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>An environment variable with a name of its own, and the settings that it sets.</summary>
/// <param name="Variable">Its name.</param>
/// <param name="Paths">The settings it sets.</param>
internal sealed partial record EnvironmentName(string Variable, params string[] Paths)
{
    private static readonly string[] Strategies = ["cache-aside", "write-through", "write-around", "write-behind"];

    /// <summary>What it means for the settings; by default itself. Null where it cannot be read.</summary>
    public Func<string, Lifetimes, string?> Translate { get; private init; } = static (text, _) => text;

    /// <summary>What is expected, where that is not what the setting expects.</summary>
    public Func<Lifetimes, string> Expectation { get; private init; } = static _ => "";

    /// <summary>Every one that sets a setting by itself. Those that together say where Redis is are in <see cref="RedisNames"/>.</summary>
    public static IReadOnlyList<EnvironmentName> All { get; } =
    [
        new("CACHE_L1_SIZE_MB", "Caching:Memory:LimitMegabytes"),
        new("CACHE_DEFAULT_TTL", [.. LifetimeSettings()])
        {
            Translate = static (text, lifetimes) => lifetimes.TryRead(text, out var seconds) && seconds is > 0 and <= 2_592_000 ? Text.Of(seconds) : null,
            Expectation = static lifetimes => $"1 to 2592000 as {lifetimes.Expectation}",
        },
        new("CACHE_KEY_PREFIX", "Caching:Redis:InstanceName"),
        Strategy("CACHE_STRATEGY"),
        Strategy("CACHE_DEFAULT_STRATEGY"),
        new("CACHE_CIRCUIT_BREAKER_THRESHOLD", "Caching:SharedTier:CircuitThreshold"),
        new("CACHE_CIRCUIT_BREAKER_TIMEOUT", "Caching:SharedTier:CircuitBreakMilliseconds"),
        new("CACHE_METRICS_ENABLED", "Caching:Metrics:Enabled"),
        new("CACHE_METRICS_INTERVAL", "Caching:Metrics:PublishIntervalSeconds")
        {
            Translate = static (text, _) => Milliseconds().IsMatch(text) ? text[..^3] : null,
            Expectation = static _ => "milliseconds, in whole seconds, such as 60000",
        },
        new("SESSION_SECRET", "State:DataProtection:Key"),
    ];

    /// <summary>A strategy's name in the form of the settings; null if there is none of the name.</summary>
    public static string? StrategyOf(string text)
    {
        var word = text.Trim().ToLowerInvariant().Replace('_', '-');
        return word == "write-back" ? "write-behind" : Array.Find(Strategies, known => known == word);
    }

    /// <summary>The strategies there are, in words.</summary>
    public static string StrategyNames => Text.Choice(Strategies);

    private static EnvironmentName Strategy(string variable) => new(variable, "Keyed:DefaultStrategy")
    {
        Translate = static (text, _) => StrategyOf(text),
        Expectation = static _ => StrategyNames,
    };

    // "There is none" is no answer that lives long; it keeps its own.
    private static IEnumerable<string> LifetimeSettings() => SettingShapes.SettingsOf(typeof(CacheDefaultsConfiguration))
        .Where(static property => Lifetimes.IsLifetime(property) && property.Name != nameof(CacheDefaultsConfiguration.AbsentResourceTtlSeconds))
        .Select(static property => $"Caching:Defaults:{property.Name}").Append("Keyed:DefaultTtlSeconds");

    [GeneratedRegex(@"^[1-9]\d{0,4}000\z", RegexOptions.CultureInvariant)]
    private static partial Regex Milliseconds();
}
