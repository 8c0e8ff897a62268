using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace AIKernel.Caching.Methods;

/// <summary>
/// A tag with places for arguments: <c>agent:{id}</c>, <c>kind:{query.Kind}</c>. Ids are written lower-case and hyphenated,
/// numbers in decimal, enums by name, booleans as true and false: as PostgreSQL writes them in text.
/// </summary>
internal sealed partial class TagTemplate
{
    private readonly record struct Place(int Position, Func<object, object?>? Member, string LiteralBehind);

    private static readonly HashSet<Type> Named =
    [
        typeof(string), typeof(Guid), typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
    ];

    private readonly string _literal;
    private readonly Place[] _places;

    private TagTemplate(string literal, Place[] places) => (_literal, _places) = (literal, places);

    /// <summary>The template; null where something is wrong with it, which is reported.</summary>
    public static TagTemplate? Parse(string template, ParameterInfo[] parameters, Action<string> report)
    {
        var isSound = true;
        void Fault(string what)
        {
            isSound = false;
            report($"tag '{template}': {what}");
        }

        var matches = Pattern().Matches(template);
        var ends = matches.Select(static match => match.Index).Append(template.Length).ToArray();
        var literals = matches.Select((match, i) => template[(match.Index + match.Length)..ends[i + 1]]).Prepend(template[..ends[0]]).ToArray();
        if (string.IsNullOrWhiteSpace(template)) Fault("is empty");
        if (literals.Any(static literal => literal.AsSpan().ContainsAny('{', '}'))) Fault("has a brace out of place");
        var places = new List<Place>();
        foreach (var (match, literal) in matches.Zip(literals.Skip(1)))
        {
            var (name, member) = (match.Groups["name"].Value, match.Groups["member"]);
            var parameter = parameters.FirstOrDefault(one => one.Name == name && !CallForm.IsToken(one));
            var property = member.Success ? parameter?.ParameterType.GetProperty(member.Value) : null;
            var type = member.Success ? property?.PropertyType : parameter?.ParameterType;
            if (parameter is null) Fault($"there is no argument '{name}'");
            else if (type is null) Fault($"{MethodNames.Of(parameter.ParameterType)} has no property '{member.Value}'");
            else if (!CanBeNamed(Nullable.GetUnderlyingType(type) ?? type)) Fault($"{MethodNames.Of(type)} is no text, id, whole number, enum or boolean");
            else places.Add(new(parameter.Position, property is null ? null : Getter(property), literal));
        }
        return isSound ? new(literals[0], [.. places]) : null;
    }

    /// <summary>Whether none of the values it names is null.</summary>
    public bool IsNamedBy(object?[] arguments)
    {
        foreach (var place in _places)
            if (ValueOf(place, arguments) is null) return false;
        return true;
    }

    /// <summary>The tag of a call.</summary>
    public string Of(object?[] arguments)
    {
        if (_places.Length == 0) return _literal;
        var text = new StringBuilder(_literal);
        foreach (var place in _places) text.Append(TextOf(ValueOf(place, arguments))).Append(place.LiteralBehind);
        return text.ToString();
    }

    private static object? ValueOf(Place place, object?[] arguments) =>
        arguments[place.Position] is { } argument ? place.Member is null ? argument : place.Member(argument) : null;

    private static string TextOf(object? value) => value switch
    {
        true => "true",
        false => "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value!,
    };

    private static bool CanBeNamed(Type type) => Named.Contains(type) || type.IsEnum;

    private static Func<object, object?> Getter(PropertyInfo property)
    {
        var argument = Expression.Parameter(typeof(object));
        return Expression.Lambda<Func<object, object?>>(
            Expression.Convert(Expression.Property(Expression.Convert(argument, property.DeclaringType!), property), typeof(object)), argument).Compile();
    }

    [GeneratedRegex(@"\{(?<name>\w+)(\.(?<member>\w+))?\}")]
    private static partial Regex Pattern();
}
