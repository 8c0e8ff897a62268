using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads references such as <c>model:openai/gpt-4o</c> and holds them against the rules for kinds, namespaces and names.</summary>
public sealed class ReferenceReader(KindRegistry kinds)
{
    /// <summary>No well-formed reference is longer: kind 63, namespace 63, name 255, version 13, separators 2.</summary>
    internal const int MaxLength = 396;

    /// <summary>The reference, or why there is none: required, pattern or unknown-kind.</summary>
    /// <param name="text">The text form.</param>
    /// <param name="at">Where the text stands in the request, as a JSON pointer.</param>
    public Checked<ResourceReference> Read(string? text, string at = "")
    {
        if (string.IsNullOrEmpty(text)) return Refuse(FaultCodes.Required, "A reference is needed.");
        if (text.Length > MaxLength || !ResourceReference.TryParse(text, out var reference))
            return Refuse(FaultCodes.Pattern, "A reference reads {kind}:{namespace}/{name}.");
        if (!kinds.Contains(reference!.Kind)) return Refuse(FaultCodes.UnknownKind, "The catalog does not know the reference's kind.");
        if (!Patterns.Namespace().IsMatch(reference.Namespace)) return Refuse(FaultCodes.Pattern, "The reference's namespace is malformed.");
        if (!Patterns.IsName(reference.Name)) return Refuse(FaultCodes.Pattern, "The reference's name is malformed.");
        return Checked.Valid(reference);

        Checked<ResourceReference> Refuse(string code, string message) => Checked.Invalid<ResourceReference>([new(at, code, message)]);
    }

    /// <summary>The reference of a resource, not of one of its versions; null when it is refused.</summary>
    internal ResourceReference? ReadUnversioned(string text, string at, FaultList faults)
    {
        var reference = Read(text, at);
        foreach (var fault in reference.Faults) faults.Add(fault.Pointer, fault.Code, fault.Message);
        if (reference.Value is not { Version: not null }) return reference.Value;
        faults.Add(at, FaultCodes.Pattern, "Must name a resource, not one of its versions: leave ';v=' out.");
        return null;
    }
}
