using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Configuration.Sources;

namespace AIKernel.Catalog.Api.Configuration.Check;

/// <summary>A setting as the program uses it, and where it was set. Secrets are masked.</summary>
internal sealed record EffectiveSetting(string Path, string Value, string Source)
{
    private static readonly string[] Addresses = ["urls", "http_ports", "https_ports"];

    /// <summary>Every setting of every section, and where the server listens if that is told.</summary>
    public static IEnumerable<EffectiveSetting> AllOf(IConfiguration configuration)
    {
        var origins = new SettingOrigins(configuration);
        foreach (var path in Addresses)
            if (configuration[path] is { Length: > 0 } address) yield return new(path, Text.OneLine(address), origins.Find(path) ?? SettingOrigins.Default);
        foreach (var section in SettingsSection.All)
        {
            var options = section.Defaults();
            SectionReader.Read(section, configuration, options);
            foreach (var place in SettingPlace.In(options, section.Name).Where(IsShown))
                yield return new(place.Path, Show(place), origins.Find(place.Path) ?? SettingOrigins.Default);
        }
    }

    // What holds something is shown by what it holds.
    private static bool IsShown(SettingPlace place) =>
        place.Shape == SettingShape.Value || (place.Shape is SettingShape.List or SettingShape.Map && (place.Value is null || !((System.Collections.IEnumerable)place.Value).Cast<object?>().Any()));

    private static string Show(SettingPlace place) => place switch
    {
        { Shape: not SettingShape.Value } => "(none)",
        { Value: null } => "(not set)",
        _ when Text.Of(place.Value) is { Length: > 0 } text => Text.OneLine(Secrets.Show(place.Property, text)),
        _ => "(empty)",
    };
}
