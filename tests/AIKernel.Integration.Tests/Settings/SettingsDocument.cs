using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Configuration.Sources;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>docs/settings.md, as the classes of the settings, their attributes and their XML documentation have it.</summary>
internal static partial class SettingsDocument
{
    private static readonly Dictionary<string, XElement> Members = Directory.GetFiles(AppContext.BaseDirectory, "AIKernel.*.xml")
        .SelectMany(static file => XDocument.Load(file).Descendants("member")).DistinctBy(static member => (string)member.Attribute("name")!).ToDictionary(static member => (string)member.Attribute("name")!);

    /// <summary>Every setting of a section; <c>{name}</c> stands for a name that is the operator's.</summary>
    public static IEnumerable<(string Path, PropertyInfo Property, object? Default)> Settings(SettingsSection section) => Settings(section.Name, section.Type, section.Defaults());

    public static string Write()
    {
        var text = new StringBuilder(Introduction());
        foreach (var section in SettingsSection.All)
        {
            text.Append($"\n## {section.Name}\n\n{Meaning($"T:{Name(section.Type)}")}\n\n| setting | environment variable | default | values | meaning |\n|---|---|---|---|---|\n");
            foreach (var (path, property, value) in Settings(section))
                text.Append($"| `{path}` | {Variables(path, property)} | {Default(property, value)} | {Values(property)} | {Meaning($"P:{Name(property.DeclaringType!)}.{property.Name}")} |\n");
        }
        return text.ToString();
    }

    private static string Introduction()
    {
        var text = new StringBuilder("""
            # Settings

            Each source overrides those before it:

            1. `appsettings.Caching.json`, the defaults of the cache
            2. `appsettings.json`, `appsettings.{environment}.json`
            3. `config.yaml` beside the program, or the file that `AIKERNEL_CONFIG` or `--config FILE` names
            4. the short names of the environment, below
            5. environment variables that name a setting by its path, `__` between its parts
            6. the command line: `--Caching:KeyVersion=v2`

            `./run --check-config` (`AIKernel.Catalog.Api --check-config`) shows every setting, its value and its source, passwords and keys masked, and needs no server.
            What is wrong, an unknown name included, stops the start: every fault at once, each with its path and where it was set, and exit code 1.

            Lifetimes (names that end in `TtlSeconds`) are seconds, spans such as `5m` or `1h30m`, or presets:
            """);
        text.Append(string.Join(", ", Lifetimes.BuiltIn.Select(static preset => $" `{preset.Key}` ({preset.Value} s)")).TrimStart(' ').Insert(0, " ").Replace(",  ", ", ")).Append(", and those of `Keyed:TtlPresets`.\n");
        text.Append("\n## Short names of the environment\n\nEmpty ones count as not set. `REDIS_HOST`, `REDIS_PORT`, `REDIS_PASSWORD` and `REDIS_CLUSTER` are one connection string together, and count for nothing where\n")
            .Append("`Caching__Redis__ConnectionString` is set. A `REDIS_PORT` that begins with `tcp://`, as Kubernetes sets it, is ignored.\n")
            .Append("`CACHE_CIRCUIT_BREAKER_TIMEOUT` and `CACHE_METRICS_INTERVAL` are milliseconds, the latter in whole seconds. `write_back` is another word for `write-behind`.\n\n| variable | setting |\n|---|---|\n");
        foreach (var (variable, paths) in EnvironmentNamesSource.Names) text.Append($"| `{variable}` | {string.Join(", ", paths.Select(static path => $"`{path}`"))} |\n");
        text.Append("\n## config.yaml\n\nEvery name that the file may have; another is refused with its line and column. It has at most 256 KiB and no anchors.\n\n| name | setting |\n|---|---|\n");
        foreach (var name in YamlNames.All) text.Append($"| `{name.Name}`{(name.IsList ? " (a list)" : "")} | {(name.Setting is null ? name.Meaning : $"`{name.Setting}`")} |\n");
        return text.ToString();
    }

    private static IEnumerable<(string, PropertyInfo, object?)> Settings(string path, Type type, object? defaults)
    {
        foreach (var property in SettingShapes.SettingsOf(type))
        {
            var (at, value) = ($"{path}:{property.Name}", defaults is null ? null : property.GetValue(defaults));
            var (shape, element) = SettingShapes.Of(property.PropertyType);
            if (shape == SettingShape.Section) foreach (var setting in Settings(at, property.PropertyType, value)) yield return setting;
            else if (SettingShapes.Of(element).Shape == SettingShape.Section) foreach (var setting in Settings($"{at}:{{name}}", element, null)) yield return setting;
            else yield return (at, property, value);
        }
    }

    private static string Variables(string path, PropertyInfo property)
    {
        var last = SettingShapes.Of(property.PropertyType) switch
        {
            (SettingShape.List, _) => "__0",
            (SettingShape.Map, var element) => SettingShapes.Of(element).Shape == SettingShape.List ? "__{name}__0" : "__{name}",
            _ => "",
        };
        IEnumerable<string> names = [path.Replace(":", "__", StringComparison.Ordinal) + last, .. EnvironmentNamesSource.Names.Where(name => name.Paths.Contains(path)).Select(static name => name.Variable)];
        return string.Join(", ", names.Select(static name => $"`{name}`"));
    }

    private static string Default(PropertyInfo property, object? value) => value switch
    {
        null or "" => "",
        System.Collections.IEnumerable all when value is not string => string.Join(", ", all.Cast<object>().Select(static one => $"`{Text.Of(one)}`")),
        _ => $"`{Text.Of(value)}`",
    };

    private static string Values(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var demanded = SettingRules.Expectation(property) ?? property.GetCustomAttribute<RegularExpressionAttribute>()?.ErrorMessage?.Replace("must be ", "", StringComparison.Ordinal).TrimEnd('.');
        return demanded is not null ? demanded
            : type.IsEnum ? Text.Choice(Enum.GetNames(type))
            : type == typeof(bool) ? "true or false"
            : SettingShapes.Of(type).Shape switch { SettingShape.List => "a list", SettingShape.Map => "by name", _ => "" };
    }

    private static string Meaning(string member)
    {
        Assert.True(Members.TryGetValue(member, out var documented) && documented.Element("summary") is not null, $"{member} has no XML documentation.");
        var words = string.Concat(Members[member].Element("summary")!.Nodes().Select(static node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword"))!.Split('.', ':')[^1]}`",
            XElement other => other.Value,
            _ => node.ToString(),
        }));
        return Blanks().Replace(words, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal).Replace("&lt;", "<", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
    }

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
