using System.Reflection;
using AIKernel.Catalog.Caching;

namespace AIKernel.Caching.Tests.Catalog;

/// <summary>Every cached operation of the catalog, found where it is declared.</summary>
internal static class CachedTypes
{
    /// <summary>The definitions, each with the type of its answers.</summary>
    public static IReadOnlyList<(string Name, Type Answer, object Serializer)> Operations { get; } = OperationsIn(CacheDefaultsConfiguration.Json);

    /// <summary>The same in a format of choice.</summary>
    public static IReadOnlyList<(string Name, Type Answer, object Serializer)> OperationsIn(string format) =>
        [.. typeof(CatalogCachingServiceCollectionExtensions).Assembly.GetTypes().SelectMany(type => DefinitionsIn(type, format)).OrderBy(static one => one.Name, StringComparer.Ordinal)];

    private static IEnumerable<(string Name, Type Answer, object Serializer)> DefinitionsIn(Type type, string format)
    {
        var properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(static property => IsDefinition(property.PropertyType)).ToList();
        if (properties.Count == 0) yield break;
        var operations = Activator.CreateInstance(type, new CacheDefaultsConfiguration { Serialization = format })!;
        foreach (var property in properties)
        {
            var definition = property.GetValue(operations)!;
            var name = (string)property.PropertyType.GetProperty("FullName")!.GetValue(definition)!;
            yield return (name, property.PropertyType.GetGenericArguments()[2], property.PropertyType.GetProperty("Serializer")!.GetValue(definition)!);
        }
    }

    private static bool IsDefinition(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(OperationDefinition<,,>);
}
