using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>What the attributes on settings demand, said in the words in which it is documented too.</summary>
internal static class SettingRules
{
    /// <summary>What is wrong in an object of settings and all below it, each in a sentence that begins with the path.</summary>
    public static IEnumerable<string> FaultsIn(object settings, string path)
    {
        var places = SettingPlace.In(settings, path).ToList();
        foreach (var place in places.Where(static place => place.Value is not null))
        {
            var checksElements = SettingShapes.Of(place.Property.PropertyType).Shape is SettingShape.List or SettingShape.Map;
            foreach (var rule in checksElements && place.Shape != SettingShape.Value ? [] : Of(place.Property))
                if (!rule.IsValid(place.Value)) yield return $"{place.Path} {Sentence(rule, place)}";
        }
        IEnumerable<(string Path, object Value)> sections = [(path, settings), .. places.Where(static place => place is { Shape: SettingShape.Section, Value: not null }).Select(static place => (place.Path, place.Value!))];
        foreach (var (where, section) in sections)
            foreach (var fault in (section as IValidatableObject)?.Validate(new(section)) ?? [])
                yield return $"{where}:{fault.MemberNames.First()} {fault.ErrorMessage}";
    }

    /// <summary>What a setting may be, for its documentation and for those who gave something else; null if nothing is demanded.</summary>
    public static string? Expectation(PropertyInfo property) => Of(property).Select(Expected).FirstOrDefault(static text => text is not null);

    private static IEnumerable<ValidationAttribute> Of(PropertyInfo property) => property.GetCustomAttributes<ValidationAttribute>();

    private static string Sentence(ValidationAttribute rule, SettingPlace place) => Expected(rule) switch
    {
        null => rule.ErrorMessage ?? rule.FormatErrorMessage(place.Path),
        var expected when rule is RangeAttribute => $"is {Text.Of(place.Value)}; expected {expected}.",
        var expected when Secrets.Hides(place.Property) => $"is not as expected: {expected}.",
        var expected => $"is '{Text.Shorten(Text.Of(place.Value))}'; expected {expected}.",
    };

    private static string? Expected(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => $"{Text.Of(range.Minimum)} to {Text.Of(range.Maximum)}",
        AllowedValuesAttribute allowed => Text.Choice(allowed.Values.Select(Text.Of)),
        _ => null,
    };
}
