using System.ComponentModel;
using System.Reflection;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>What a setting looks like in a configuration.</summary>
internal enum SettingShape
{
    /// <summary>One text.</summary>
    Value,
    /// <summary>Elements by number.</summary>
    List,
    /// <summary>Elements by names that are the operator's.</summary>
    Map,
    /// <summary>Settings by names that are ours.</summary>
    Section,
}

/// <summary>Tells shapes by types, as the configuration binder sees them.</summary>
internal static class SettingShapes
{
    /// <summary>The shape, and for a list or a map the type of its elements.</summary>
    public static (SettingShape Shape, Type Element) Of(Type type)
    {
        if (type == typeof(string) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string))) return (SettingShape.Value, type);
        if (type.IsArray) return (SettingShape.List, type.GetElementType()!);
        Type[] contracts = [type, .. type.GetInterfaces()];
        if ((ArgumentOf(typeof(IDictionary<,>), 1) ?? ArgumentOf(typeof(IReadOnlyDictionary<,>), 1)) is { } value) return (SettingShape.Map, value);
        return ArgumentOf(typeof(IEnumerable<>), 0) is { } element ? (SettingShape.List, element) : (SettingShape.Section, type);

        Type? ArgumentOf(Type contract, int at) => contracts.FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == contract)?.GetGenericArguments()[at];
    }

    /// <summary>The settings of a section, in the order in which its class names them.</summary>
    public static IEnumerable<PropertyInfo> SettingsOf(Type section) => section.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(static property => property.GetIndexParameters().Length == 0 && (property.SetMethod is { IsPublic: true } || Of(property.PropertyType).Shape != SettingShape.Value));
}
