using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Api.Configuration;

/// <summary>The catalog itself: the section <c>Catalog</c>.</summary>
internal sealed record CatalogConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "Catalog";

    /// <summary>Kinds of resources beside the built-in ones: 1 to 63 of a-z, 0-9 and <c>-</c>, a letter first.</summary>
    public IList<string> ExtraKinds { get; } = [];
}

/// <summary>Names every kind that has not the form of one.</summary>
internal sealed class CatalogConfigurationValidator : SettingsValidator<CatalogConfiguration>
{
    protected override IEnumerable<string> FindFaults(CatalogConfiguration options)
    {
        for (var at = 0; at < options.ExtraKinds.Count; at++)
            if (!IsKind(options.ExtraKinds[at])) yield return $"Catalog:ExtraKinds:{at} is '{Text.Shorten(options.ExtraKinds[at])}'; a kind is 1 to 63 of a-z, 0-9 and '-', a letter first.";
    }

    private static bool IsKind(string kind)
    {
        try
        {
            return new KindRegistry([kind]).Contains(kind);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
