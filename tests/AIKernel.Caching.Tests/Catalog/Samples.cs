using System.Collections;
using System.Globalization;
using System.Reflection;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Caching.Tests.Catalog;

/// <summary>Makes values of any cached type: with every member set to something of its own, or with everything left out that may be.</summary>
internal sealed class Samples(bool full)
{
    private readonly NullabilityInfoContext _nullability = new();
    private int _count;

    public object Make(Type type)
    {
        _count++;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Make(inner);
        if (type == typeof(string)) return full ? $"text {_count} \"é漢\\ \ud83d\ude00 </script>" : "";
        if (type == typeof(bool)) return full;
        if (type == typeof(int)) return full ? int.MaxValue - _count : 0;
        if (type == typeof(long)) return full ? long.MaxValue - _count : 0L;
        if (type == typeof(Guid)) return full ? new Guid(_count, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) : Guid.Empty;
        if (type == typeof(DateTimeOffset)) return full ? new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_234_560 + 10 * _count) : default(DateTimeOffset);
        if (type.IsEnum) return Enum.GetValues(type).Cast<object>().ElementAt(full ? Enum.GetValues(type).Length - 1 : 0);
        if (type == typeof(ResourceReference)) return full ? new ResourceReference("model", "some.org", $"A/b:c@{_count}+d~e", _count) : new ResourceReference("k", "n", "x");
        if (type == typeof(ValueMap)) return full ? ValueMap.Create([new("a.b/c", $"{_count}"), new("é\"", "")]) : ValueMap.Empty;
        if (type == typeof(CanonicalJson)) return full ? CanonicalJson.FromCanonical(string.Create(CultureInfo.InvariantCulture, $"{{\"a\":[1.50,-0,1e400,null,true,{{\"b\":\"é\\n\"}}],\"n\":{_count}}}")) : CanonicalJson.Empty;
        if (IsList(type)) return MakeList(type.GetGenericArguments()[0]);
        return MakeRecord(type);
    }

    public static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>);

    private object MakeList(Type element)
    {
        var items = (IList)Array.CreateInstance(element, full ? 2 : 0);
        for (var i = 0; i < items.Count; i++) items[i] = Make(element);
        return typeof(ValueList).GetMethod(nameof(ValueList.ToValueList))!.MakeGenericMethod(element).Invoke(null, [items])!;
    }

    private object MakeRecord(Type type)
    {
        var constructor = type.GetConstructors().Where(one => one.GetParameters() is not [{ ParameterType: var only }] || only != type).MaxBy(static one => one.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} has no public constructor.");
        var parameters = constructor.GetParameters();
        var value = constructor.Invoke([.. parameters.Select(parameter => MakeMember(parameter.ParameterType, _nullability.Create(parameter)))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && !parameters.Any(parameter => parameter.Name == property.Name)))
            property.SetValue(value, MakeMember(property.PropertyType, _nullability.Create(property)));
        return value;
    }

    private object? MakeMember(Type type, NullabilityInfo nullability) => !full && nullability.ReadState == NullabilityState.Nullable ? null : Make(type);
}
