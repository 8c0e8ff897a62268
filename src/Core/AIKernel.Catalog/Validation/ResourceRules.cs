using FluentValidation;

namespace AIKernel.Catalog.Validation;

/// <summary>The rules for what a resource says, on values of the right types. Property names are JSON pointers.</summary>
internal sealed class ResourceRules : AbstractValidator<ResourceDraft>
{
    public ResourceRules(KindRegistry kinds)
    {
        RuleFor(draft => draft.Kind).Must(kind => kind is null || kinds.Contains(kind))
            .Else(FaultCodes.UnknownKind, "The catalog does not know this kind.").OverridePropertyName("/kind");
        RuleFor(draft => draft.Namespace).Must(text => text is null || Patterns.Namespace().IsMatch(text))
            .Else(FaultCodes.Pattern, "1 to 63 of a-z, 0-9, '.', '_' and '-', with a letter or digit at both ends.").OverridePropertyName("/namespace");
        RuleFor(draft => draft.Name).Must(text => text is null || Patterns.IsName(text))
            .Else(FaultCodes.Pattern, "1 to 255 of A-Z, a-z, 0-9 and ._~:@+/-, beginning with a letter, digit, '@' or '~', without empty, '.' or '..' segments.")
            .OverridePropertyName("/name");
        RuleFor(draft => draft.Title).IsLine().Fits(ResourceLimits.Title).OverridePropertyName("/title");
        RuleFor(draft => draft.Description).Must(Texts.IsProse)
            .Else(FaultCodes.ControlCharacter, "Holds a control character other than line feed, carriage return and tab.")
            .Fits(ResourceLimits.Description).OverridePropertyName("/description");
        RuleFor(draft => draft.Owner).IsLine().Fits(ResourceLimits.Owner).OverridePropertyName("/owner");
        RuleFor(draft => draft.Lifecycle).Must(text => text is null || ResourceDraft.LifecycleOf(text) is not null)
            .Else(FaultCodes.UnknownValue, "One of draft, active, deprecated, retired.").OverridePropertyName("/lifecycle");
        Tags();
        Labels();
        Links();
    }

    private void Tags() =>
        RuleForEach(draft => draft.Tags).OverrideIndexer((_, _, _, index) => $"/{index}")
            .Must(tag => tag is null || Patterns.Tag().IsMatch(tag))
            .Else(FaultCodes.Pattern, "1 to 63 of a-z, 0-9 and :+#._-, beginning with a letter or digit.").OverridePropertyName("/tags");

    private void Labels() =>
        RuleForEach(draft => draft.Labels).OverrideIndexer((_, _, label, _) => Pointers.Member("", label.Key))
            .Must(label => label.Key != "").Else(FaultCodes.Required, "A label's key must not be empty.")
            .Must(label => Texts.IsLine(label.Key)).Else(FaultCodes.ControlCharacter, "The key holds a control character.")
            .Must(label => Texts.Fits(label.Key, ResourceLimits.LabelKey)).Else(FaultCodes.TooLong, $"A label's key has at most {ResourceLimits.LabelKey} characters.")
            .Must(label => Texts.IsLine(label.Value)).Else(FaultCodes.ControlCharacter, "Holds a control character.")
            .Must(label => Texts.Fits(label.Value, ResourceLimits.LabelValue)).Else(FaultCodes.TooLong, $"At most {ResourceLimits.LabelValue} characters.")
            .OverridePropertyName("/labels");

    private void Links()
    {
        RuleForEach(draft => draft.Links).OverrideIndexer((_, _, _, index) => $"/{index}/title")
            .Must(link => Texts.IsLine(link.Title)).Else(FaultCodes.ControlCharacter, "Holds a control character.")
            .Must(link => Texts.Fits(link.Title, ResourceLimits.Title)).Else(FaultCodes.TooLong, $"At most {ResourceLimits.Title} characters.")
            .OverridePropertyName("/links");
        RuleForEach(draft => draft.Links).OverrideIndexer((_, _, link, index) => link.IsBare ? $"/{index}" : $"/{index}/url")
            .Must(link => link.Url is null || Urls.Fits(link.Url)).Else(FaultCodes.TooLong, $"At most {ResourceLimits.UrlBytes} bytes.")
            .Must(link => link.Url is null || Urls.IsAbsolute(link.Url)).Else(FaultCodes.InvalidUrl, "Must be an absolute http or https address.")
            .OverridePropertyName("/links");
    }
}

/// <summary>What several rules say alike.</summary>
internal static class RuleExtensions
{
    public static IRuleBuilderOptions<T, TProperty> Else<T, TProperty>(this IRuleBuilderOptions<T, TProperty> rule, string code, string message) =>
        rule.WithErrorCode(code).WithMessage(message);

    public static IRuleBuilderOptions<T, string?> IsLine<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(Texts.IsLine).Else(FaultCodes.ControlCharacter, "Holds a control character.");

    public static IRuleBuilderOptions<T, string?> Fits<T>(this IRuleBuilder<T, string?> rule, int characters) =>
        rule.Must(text => Texts.Fits(text, characters)).Else(FaultCodes.TooLong, $"At most {characters} characters.");
}
