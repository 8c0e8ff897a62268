namespace AIKernel.Caching.Strategies;

/// <summary>What is there without a setting.</summary>
public static class KeyedDefaults
{
    /// <summary>Policies by name: first those that programs name, then those of kinds of entities, by the first part of their keys.</summary>
    public static IReadOnlyDictionary<string, KeyedPolicy> Policies { get; } = new Dictionary<string, KeyedPolicy>(StringComparer.OrdinalIgnoreCase)
    {
        ["personalized_content"] = new(Seconds(3600), KeyedStrategy.WriteThrough, Compress: true),
        ["model_inference"] = new(Seconds(86_400), KeyedStrategy.WriteBehind, Compress: false),
        ["graph_queries"] = new(Seconds(1800), KeyedStrategy.WriteThrough, Compress: false),
        ["static_content"] = new(Seconds(604_800), KeyedStrategy.WriteThrough, Compress: true),
        ["user_session"] = new(Seconds(7200), KeyedStrategy.WriteThrough, Compress: false),
        ["analytics_data"] = new(Seconds(43_200), KeyedStrategy.WriteBehind, Compress: true),
        ["user"] = new(Seconds(3600)),
        ["permissions"] = new(Seconds(300)),
        ["agent"] = new(Seconds(1800)),
        ["config"] = new(Seconds(1800)),
        ["tools"] = new(Seconds(1800)),
        ["org"] = new(Seconds(3600)),
        ["session"] = new(Seconds(86_400)),
        ["ratelimit"] = new(Seconds(60)),
        ["list"] = new(Seconds(60)),
        ["settings"] = new(Seconds(3600)),
    };

    /// <summary>Lifetimes by name.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> LifetimePresets { get; } = new Dictionary<string, TimeSpan>(StringComparer.OrdinalIgnoreCase)
    {
        ["temporary"] = Seconds(300),
        ["short"] = Seconds(1800),
        ["medium"] = Seconds(3600),
        ["long"] = Seconds(86_400),
        ["permanent"] = Seconds(604_800),
    };

    /// <summary>What each event invalidates.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Events { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
    {
        ["user_profile_update"] = ["user_profile"],
        ["content_modification"] = ["content_library", "static_content"],
        ["mastery_update"] = ["mastery", "personalized_content", "recommendations"],
        ["user.updated"] = ["user", "permissions"],
        ["agent.updated"] = ["agent", "tools", "api:agents:list:*"],
        ["organization.updated"] = ["org"],
    };

    /// <summary>Families of keys, and which others depend on them.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> DependencyRules { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
    {
        ["user_profile"] = ["personalized_content", "recommendations"],
        ["content_library"] = ["content_metadata", "search_results"],
    };

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
