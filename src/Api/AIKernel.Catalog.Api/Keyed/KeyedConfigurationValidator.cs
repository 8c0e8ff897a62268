using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>Names every wrong setting of the section <c>Keyed</c> in one message, with its path and what would be right.</summary>
internal sealed class KeyedConfigurationValidator : SettingsValidator<KeyedConfiguration>
{
    private const int MaxTargets = 64;

    protected override IEnumerable<string> FindFaults(KeyedConfiguration options)
    {
        foreach (var name in options.Policies.Keys.Where(static name => !KeyedLimits.IsName(name))) yield return $"Keyed:Policies:{name} is too long, or no name.";
        foreach (var (name, policy) in options.Policies)
            if (policy.TtlSeconds is null && !KeyedDefaults.Policies.ContainsKey(name)) yield return $"Keyed:Policies:{name}:TtlSeconds is missing.";
        foreach (var (name, seconds) in options.TtlPresets)
            if (seconds is < 1 or > KeyedConfiguration.Year) yield return $"Keyed:TtlPresets:{name} is {seconds}; expected 1 to {KeyedConfiguration.Year} seconds.";
        foreach (var fault in FaultsOfTargets("Events", options.Events).Concat(FaultsOfTargets("DependencyRules", options.DependencyRules))) yield return fault;
        foreach (var (name, pattern) in options.KeyPatterns)
            if (!KeyedLimits.IsName(pattern) || pattern.Count(static letter => letter == '{') != pattern.Count(static letter => letter == '}'))
                yield return $"Keyed:KeyPatterns:{name} is not a pattern: expected 1 to {KeyedLimits.MaxKeyLength} characters with names of ids in braces, such as user:{{user_id}}:profile.";
        for (var at = 0; at < options.InvalidationMethods.Count; at++)
            if (!KeyedSettings.Methods.ContainsKey(options.InvalidationMethods[at]) || (options.InvalidationMethods[at] == KeyedSettings.None && options.InvalidationMethods.Count > 1))
                yield return $"Keyed:InvalidationMethods:{at} is '{options.InvalidationMethods[at]}'; expected write, ttl, event or dependency, or none alone.";
    }

    private static IEnumerable<string> FaultsOfTargets(string setting, IDictionary<string, IList<string>> all)
    {
        foreach (var (name, targets) in all)
        {
            if (!KeyedLimits.IsName(name)) yield return $"Keyed:{setting}:{name} is too long, or no name.";
            if (targets.Count > MaxTargets) yield return $"Keyed:{setting}:{name} has {targets.Count} elements; expected at most {MaxTargets}.";
            for (var at = 0; at < targets.Count; at++)
                if (!KeyedLimits.IsName(targets[at])) yield return $"Keyed:{setting}:{name}:{at} is not a name or a pattern: expected 1 to {KeyedLimits.MaxKeyLength} characters.";
        }
    }
}
