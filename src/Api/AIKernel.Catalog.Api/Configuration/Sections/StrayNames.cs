using AIKernel.Catalog.Api.Configuration.Sources;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>
/// Names outside the sections. Files are ours, so that every name in them must mean something; the environment is everybody's,
/// so that there a name is wrong only where it stands between two sections or all but spells one.
/// </summary>
internal static class StrayNames
{
    private static readonly string[] OfTheFramework = ["Logging", "Kestrel", "AllowedHosts", "urls", "http_ports", "https_ports", "https_port", "$schema"];
    private static readonly string[] Roots = [.. SettingsSection.All.Select(static section => section.Name.Split(':')[0]).Distinct()];

    public static IEnumerable<string> In(IConfiguration configuration)
    {
        foreach (var top in configuration.GetChildren())
        {
            if (Roots.Contains(top.Key, StringComparer.OrdinalIgnoreCase))
            {
                if (!IsSection(top.Path))
                    foreach (var child in top.GetChildren().Where(static child => !IsSection(child.Path))) yield return UnknownName.Say(child, ChildrenOf(top.Path));
            }
            else if (!OfTheFramework.Contains(top.Key, StringComparer.OrdinalIgnoreCase) && (IsInFile(configuration, top) || (top.GetChildren().Any() && UnknownName.Nearest(top.Key, Roots) is not null)))
            {
                yield return UnknownName.Say(top, Roots);
            }
        }
    }

    private static bool IsSection(string path) => SettingsSection.All.Any(section => section.Name.Equals(path, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> ChildrenOf(string path) => SettingsSection.All
        .Where(section => section.Name.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase)).Select(section => section.Name[(path.Length + 1)..].Split(':')[0]);

    private static bool IsInFile(IConfiguration configuration, IConfigurationSection top) => (configuration as IConfigurationRoot)?.Providers
        .Any(provider => provider is FileConfigurationProvider or ITellsOrigins && provider.GetChildKeys([], null).Contains(top.Key, StringComparer.OrdinalIgnoreCase)) ?? false;
}
