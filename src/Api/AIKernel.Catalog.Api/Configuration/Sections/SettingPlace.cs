using System.Collections;
using System.Reflection;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>One value of an object of settings, where it stands, and the property that says what it means.</summary>
internal sealed record SettingPlace(string Path, PropertyInfo Property, SettingShape Shape, object? Value)
{
    /// <summary>Every value below an object of settings; lists and maps come first as a whole, then element by element.</summary>
    public static IEnumerable<SettingPlace> In(object section, string path) => SettingShapes.SettingsOf(section.GetType())
        .SelectMany(property => At($"{path}:{property.Name}", property, property.PropertyType, property.GetValue(section)));

    private static IEnumerable<SettingPlace> At(string path, PropertyInfo property, Type type, object? value)
    {
        var (shape, element) = SettingShapes.Of(type);
        yield return new(path, property, shape, value);
        if (value is null) yield break;
        var below = shape switch
        {
            SettingShape.Section => In(value, path),
            SettingShape.List => ((IEnumerable)value).Cast<object?>().SelectMany((one, at) => At($"{path}:{at}", property, element, one)),
            SettingShape.Map => ((IEnumerable)value).Cast<object>().SelectMany(one => At($"{path}:{Part(one, "Key")}", property, element, Part(one, "Value"))),
            _ => [],
        };
        foreach (var place in below) yield return place;
    }

    // A map is seen as pairs of whichever types; its keys and values have these names in all of them.
    private static object? Part(object pair, string name) => pair.GetType().GetProperty(name)!.GetValue(pair);
}
