using System.ComponentModel;
using System.Reflection;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>
/// Reads a section before it is bound: the binder stops at the first fault, this finds all. What is wrong is left out, so that
/// the rest can be bound and checked too; words that stand for a value (lifetimes, members of an enumeration) are put into
/// the binder's form.
/// </summary>
internal sealed class SectionReader(Lifetimes lifetimes)
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>Binds to a section's object what can be bound, and tells every name and value that cannot, each in a sentence.</summary>
    public static IReadOnlyList<string> Read(SettingsSection section, IConfiguration configuration, object options)
    {
        var reader = new SectionReader(new(configuration));
        var source = configuration.GetSection(section.Name);
        var below = SettingsSection.All.Where(other => other.Name.StartsWith(section.Name + ":", StringComparison.OrdinalIgnoreCase)).Select(static other => other.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        reader.ReadSection(source, section.Type, below);
        new ConfigurationBuilder().AddInMemoryCollection(reader._values).Build().GetSection(section.Name).Bind(options);
        return reader._faults;
    }

    private void ReadSection(IConfigurationSection source, Type type, HashSet<string> others)
    {
        var settings = SettingShapes.SettingsOf(type).ToDictionary(static property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in source.GetChildren().Where(child => !others.Contains(child.Path)))
        {
            if (settings.TryGetValue(child.Key, out var property)) ReadSetting(child, property, property.PropertyType);
            else _faults.Add(UnknownName.Say(child, settings.Keys));
        }
    }

    private void ReadSetting(IConfigurationSection source, PropertyInfo property, Type type)
    {
        var (shape, element) = SettingShapes.Of(type);
        var children = source.GetChildren().ToList();
        if (shape == SettingShape.Value) ReadValue(source, property, type, children);
        else if (!string.IsNullOrEmpty(source.Value)) _faults.Add($"{source.Path} has a value, but it {(shape == SettingShape.List ? "is a list: its elements are named :0, :1, …" : "holds settings, each with a name of its own")}.");
        else if (shape == SettingShape.Section) ReadSection(source, type, []);
        else foreach (var child in children) ReadSetting(child, property, element);
    }

    private void ReadValue(IConfigurationSection source, PropertyInfo property, Type type, List<IConfigurationSection> children)
    {
        _faults.AddRange(children.Select(static child => UnknownName.Say(child, [])));
        if (children.Count > 0 && source.Value is null) return;
        if (source.Value is { } text)
        {
            if (Convert(text, property, type) is { } value) _values[source.Path] = value;
            else _faults.Add($"{source.Path} {(Secrets.Hides(property) ? "is not as expected:" : $"is '{Text.Shorten(text)}'; expected")} {Expectation(property, type)}.");
        }
        else if (IsOptional(property)) _values[source.Path] = null;
        else _faults.Add($"{source.Path} is null; expected {Expectation(property, type)}, or no such line.");
    }

    private string? Convert(string text, PropertyInfo property, Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner == typeof(string) || (text.Length == 0 && inner != type)) return text;
        if (Lifetimes.IsLifetime(property) && inner == typeof(int)) return lifetimes.TryRead(text, out var seconds) ? Text.Of(seconds) : null;
        if (inner.IsEnum) return MemberOf(inner, text);
        // The converter would take 0x10 and blanks too, and who reads the same setting by itself would not.
        if ((inner == typeof(int) || inner == typeof(long)) && !text.All(static letter => char.IsAsciiDigit(letter) || letter == '-')) return null;
        try
        {
            return TypeDescriptor.GetConverter(inner).ConvertFromInvariantString(text) is null ? null : text;
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException or NotSupportedException or ArgumentException or InvalidCastException)
        {
            return null;
        }
    }

    private string Expectation(PropertyInfo property, Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return Lifetimes.IsLifetime(property) && inner == typeof(int) ? lifetimes.Expectation
            : SettingRules.Expectation(property) is { } demanded ? demanded
            : inner.IsEnum ? Text.Choice(Enum.GetNames(inner))
            : inner == typeof(bool) ? "true or false"
            : (inner == typeof(TimeSpan) ? "a time such as 00:00:10" : inner == typeof(double) ? "a number" : inner == typeof(string) ? "text" : "a whole number");
    }

    // write-behind, write_behind and WriteBehind are one word; numbers are none.
    private static string? MemberOf(Type type, string text)
    {
        var word = text.Trim().Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return Array.Find(Enum.GetNames(type), name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
    }

    private bool IsOptional(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && _nullability.Create(property).ReadState == NullabilityState.Nullable);
}
