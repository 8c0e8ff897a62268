using System.Reflection;
using System.Runtime.CompilerServices;
using AIKernel.Catalog.Values;

namespace AIKernel.Caching.Tests.Catalog;

/// <summary>
/// Walks everything reachable from a type and tells what somebody could change. Values in memory are shared by
/// reference between requests, so there must be nothing.
/// </summary>
internal sealed class MutabilityFinder
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Known to be immutable, inside too: their arrays never leave them. (A list's elements are walked.)</summary>
    private static readonly HashSet<Type> Leaves =
    [
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(Guid), typeof(DateTimeOffset), typeof(CanonicalJson), typeof(ValueMap),
    ];

    private readonly HashSet<Type> _seen = [];
    private readonly List<string> _found = [];

    public static IReadOnlyList<string> In(Type type)
    {
        var finder = new MutabilityFinder();
        finder.Walk(type, type.Name, declared: false);
        return finder._found;
    }

    private void Walk(Type type, string path, bool declared)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) type = inner;
        if (Samples.IsList(type)) Walk(type.GetGenericArguments()[0], $"{path}[]", declared: true);
        if (Leaves.Contains(type) || type.IsEnum || Samples.IsList(type) || !_seen.Add(type)) return;
        if (type.IsArray || type.IsInterface || type == typeof(object) || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
        {
            _found.Add($"{path}: {type} is not known to be immutable");
            return;
        }
        // What is declared as an open class may hold a derived one, with anything in it.
        if (declared && !type.IsSealed) _found.Add($"{path}: {type} is not sealed");
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType) WalkMembers(level, path);
    }

    private void WalkMembers(Type type, string path)
    {
        foreach (var property in type.GetProperties(Declared))
            if (property.SetMethod is { } setter && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
                _found.Add($"{path}.{property.Name} can be set");
        foreach (var field in type.GetFields(Declared))
        {
            var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
            if (!field.IsInitOnly) _found.Add($"{path}.{name} is a field that is not read-only");
            Walk(field.FieldType, $"{path}.{name}", declared: true);
        }
    }
}
