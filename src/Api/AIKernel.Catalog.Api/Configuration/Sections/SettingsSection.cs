using System.Reflection;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>
/// A section of settings. Each class of this program with a constant <c>SectionName</c> is one: it is read, checked, shown
/// and documented with no further word. Its rules stand on its properties as attributes of
/// System.ComponentModel.DataAnnotations; what no attribute can say is said by an <see cref="IValidateOptions{TOptions}"/>
/// for it, best a <see cref="SettingsValidator{TOptions}"/>, whose sentences begin with the path of the setting.
/// </summary>
internal sealed record SettingsSection(string Name, Type Type)
{
    private const string NameOfSection = "SectionName";
    private static readonly Type[] Types = typeof(SettingsSection).Assembly.GetTypes();

    /// <summary>Every section, by name.</summary>
    public static IReadOnlyList<SettingsSection> All { get; } = [.. Types.Where(static type => NameOf(type) is not null)
        .Select(static type => new SettingsSection(NameOf(type)!, type)).OrderBy(static section => section.Name, StringComparer.Ordinal)];

    /// <summary>The types that check it.</summary>
    public IReadOnlyList<Type> Validators { get; } = ValidatorsOf(Type);

    /// <exception cref="InvalidOperationException">The type has no constant <c>SectionName</c>.</exception>
    public static SettingsSection Of(Type type) => All.Single(section => section.Type == type);

    /// <summary>A new object of the section: every setting at its default.</summary>
    public object Defaults() => Activator.CreateInstance(Type)!;

    private static Type[] ValidatorsOf(Type type)
    {
        var contract = typeof(IValidateOptions<>).MakeGenericType(type);
        var own = Types.Where(candidate => candidate is { IsAbstract: false, IsGenericTypeDefinition: false } && candidate.IsAssignableTo(contract)).ToList();
        var general = typeof(SettingsValidator<>).MakeGenericType(type);
        // The attributes are checked once, whoever else checks.
        if (!own.Exists(validator => validator.IsSubclassOf(general))) own.Add(general);
        return [.. own];
    }

    private static string? NameOf(Type type) =>
        type.GetField(NameOfSection, BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly) is { IsLiteral: true } name && name.FieldType == typeof(string)
            ? (string)name.GetRawConstantValue()!
            : null;
}
