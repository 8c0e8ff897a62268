using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads references such as <c>model:openai/gpt-4o</c> and holds them against the rules for kinds, namespaces and names.</summary>
public sealed class ReferenceReader(KindRegistry kinds)
{
    /// <summary>The reference, or why there is none: required, pattern or unknown-kind.</summary>
    /// <param name="text">The text form.</param>
    /// <param name="at">Where the text stands in the request, as a JSON pointer.</param>
    public Checked<ResourceReference> Read(string? text, string at = "")
    {
        if (string.IsNullOrEmpty(text)) return Refuse(FaultCodes.Required, "A reference is needed.");
        if (text.Length > 400 || !ResourceReference.TryParse(text, out var reference))
            return Refuse(FaultCodes.Pattern, "A reference reads {kind}:{namespace}/{name}.");
        if (!kinds.Contains(reference!.Kind)) return Refuse(FaultCodes.UnknownKind, "The catalog does not know the reference's kind.");
        if (!Patterns.Namespace().IsMatch(reference.Namespace)) return Refuse(FaultCodes.Pattern, "The reference's namespace is malformed.");
        if (!Patterns.IsName(reference.Name)) return Refuse(FaultCodes.Pattern, "The reference's name is malformed.");
        return Checked.Valid(reference);

        Checked<ResourceReference> Refuse(string code, string message) => Checked.Invalid<ResourceReference>([new(at, code, message)]);
    }
}
