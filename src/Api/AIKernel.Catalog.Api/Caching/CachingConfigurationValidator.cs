using System.Globalization;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Caching;

namespace AIKernel.Catalog.Api.Caching;

/// <summary>Names every wrong setting of the cache in one message, with its path and what would be right.</summary>
public sealed class CachingConfigurationValidator : SettingsValidator<CachingConfiguration>
{
    /// <inheritdoc/>
    protected override IEnumerable<string> FindFaults(CachingConfiguration options)
    {
        var journal = options.Journal;
        var longest = LifetimesOf(options.Defaults).Max();
        if (journal.RetentionSeconds < longest)
            yield return $"Caching:Journal:RetentionSeconds is {journal.RetentionSeconds}; it must not be below the longest lifetime, {longest}.";
        if (journal.PollIntervalMilliseconds > journal.MaxStalenessMilliseconds / 2)
            yield return $"Caching:Journal:PollIntervalMilliseconds is {journal.PollIntervalMilliseconds}; it must not be above half of MaxStalenessMilliseconds, {journal.MaxStalenessMilliseconds / 2}.";
    }

    private static IEnumerable<int> LifetimesOf(CacheDefaultsConfiguration defaults) => SettingShapes.SettingsOf(typeof(CacheDefaultsConfiguration))
        .Where(Lifetimes.IsLifetime).Select(property => Convert.ToInt32(property.GetValue(defaults), CultureInfo.InvariantCulture));
}
