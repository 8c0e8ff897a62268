using System.Collections.Immutable;
using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Caching.Methods;

/// <summary>
/// Walks a type and tells why its JSON is not the whole of it. In arguments what JSON leaves out would be missing in the key;
/// in answers a copy from the shared tier would differ from the one in memory. Answers must also be immutable: memory shares
/// them by reference.
/// </summary>
internal static class DataShape
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly HashSet<Type> Scalars =
    [
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(decimal), typeof(char), typeof(string), typeof(Guid),
        typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
    ];

    private static readonly HashSet<Type> ArgumentLists =
        [typeof(List<>), typeof(IList<>), typeof(ICollection<>), typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>)];

    private static readonly HashSet<Type> AnswerLists = [typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(ImmutableArray<>), typeof(ImmutableList<>)];

    public static IEnumerable<string> FaultsOfArgument(Type type, string name) => Walk(type, name, isAnswer: false, []);

    public static IEnumerable<string> FaultsOfAnswer(Type type) => Walk(type, "the answer", isAnswer: true, []);

    private static IEnumerable<string> Walk(Type type, string path, bool isAnswer, ImmutableHashSet<Type> above)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Scalars.Contains(type) || type.IsEnum) return [];
        // The developer's word, the same as for other caches: nothing of it changes, and its JSON is the whole of it.
        if (isAnswer && type.GetCustomAttribute<ImmutableObjectAttribute>() is { Immutable: true }) return [];
        if (above.Contains(type)) return isAnswer ? [] : [$"{path}: {NameOf(type)} refers to itself"];
        if (ElementOf(type, isAnswer) is { } element) return Walk(element, $"{path}[]", isAnswer, above.Add(type));
        try
        {
            var shape = MethodJson.TypeOf(type);
            return shape.Kind == JsonTypeInfoKind.Object ? [.. WalkObject(shape, path, isAnswer, above.Add(type))] : [$"{path}: {NameOf(type)} {Unfit(isAnswer)}"];
        }
        catch (Exception fault) when (fault is NotSupportedException or InvalidOperationException)
        {
            return [$"{path}: {NameOf(type)} has no JSON ({fault.Message})"];
        }
    }

    private static Type? ElementOf(Type type, bool isAnswer) =>
        type.IsSZArray && !isAnswer && type != typeof(byte[]) ? type.GetElementType()
        : type.IsConstructedGenericType && (isAnswer ? AnswerLists : ArgumentLists).Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0]
        : null;

    private static IEnumerable<string> WalkObject(JsonTypeInfo shape, string path, bool isAnswer, ImmutableHashSet<Type> above)
    {
        var type = shape.Type;
        if (type.IsAbstract || !(type.IsSealed || type.IsValueType))
        {
            yield return $"{path}: {NameOf(type)} is not sealed, and what a derived one adds would be lost";
            yield break;
        }
        if (!CanBeRead(shape)) yield return $"{path}: JSON cannot construct {NameOf(type)}";
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
            foreach (var field in level.GetFields(OwnFields))
                foreach (var fault in WalkField(shape, field, path, isAnswer, above))
                    yield return fault;
    }

    private static IEnumerable<string> WalkField(JsonTypeInfo shape, FieldInfo field, string path, bool isAnswer, ImmutableHashSet<Type> above)
    {
        var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
        if (!shape.Properties.Any(property => IsWhole(property, field)))
            return [$"{path}.{name} is not a property that JSON writes and reads as it is"];
        // A value is handed out as a copy: to change it changes nobody else's.
        return isAnswer && !field.IsInitOnly && !shape.Type.IsValueType
            ? [$"{path}.{name} can be changed, and answers are shared by those who asked"]
            : Walk(field.FieldType, $"{path}.{name}", isAnswer, above);
    }

    /// <summary>Whether this property stands for this field, and JSON writes it always and reads it back.</summary>
    private static bool IsWhole(JsonPropertyInfo property, FieldInfo field) =>
        property.AttributeProvider is PropertyInfo declared && declared.DeclaringType == field.DeclaringType && field.Name == $"<{declared.Name}>k__BackingField"
        && property.Get is not null && (property.Set ?? (object?)property.AssociatedParameter) is not null
        && property.CustomConverter is null && !property.IsExtensionData
        && declared.GetCustomAttribute<JsonIgnoreAttribute>() is null or { Condition: JsonIgnoreCondition.Never };

    private static bool CanBeRead(JsonTypeInfo shape)
    {
        if (shape.CreateObject is not null) return true;
        var constructors = shape.Type.GetConstructors();
        var chosen = constructors.Length == 1 ? constructors[0] : constructors.FirstOrDefault(static one => one.IsDefined(typeof(JsonConstructorAttribute)));
        return chosen?.GetParameters().Length == shape.Properties.Count(static one => one.AssociatedParameter is { IsMemberInitializer: false });
    }

    private static string Unfit(bool isAnswer) => isAnswer
        ? "is not known to be immutable and to survive as JSON; records, IReadOnlyList<T>, ImmutableArray<T> and plain values are"
        : "cannot be part of a key; plain values, enums, arrays, lists and sealed records of them can";

    private static string NameOf(Type type) => MethodNames.Of(type);
}
