using System.Text.Json;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads single values out of JSON. What it cannot read becomes a fault and null, so that rules skip it.</summary>
internal static class ElementReader
{
    /// <summary>No character composes out of more than four, and none takes more than six bytes of JSON: an upper bound for an early refusal.</summary>
    private const int MaxBytesPerCharacter = 4 * 2 * 6;

    /// <summary>A text in form C. Far longer than allowed, it is refused unread; a little longer, by the rules.</summary>
    public static string? Text(JsonElement element, string at, int maxCharacters, FaultList faults)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            faults.Add(at, FaultCodes.WrongType, "Must be a string.");
            return null;
        }
        if (JsonText.RawLength(element) > maxCharacters * MaxBytesPerCharacter + 2)
        {
            faults.Add(at, FaultCodes.TooLong, $"At most {maxCharacters} characters.");
            return null;
        }
        var text = JsonText.Read(element);
        if (text is null) faults.Add(at, FaultCodes.ControlCharacter, "Holds an unpaired surrogate.");
        return text;
    }

    /// <summary>As <see cref="Text"/>, but it must be there and not empty.</summary>
    public static string? RequiredText(JsonElement? element, string at, int maxCharacters, FaultList faults)
    {
        var text = element is { ValueKind: not JsonValueKind.Null } present ? Text(present, at, maxCharacters, faults) : "";
        if (text != "") return text;
        faults.Add(at, FaultCodes.Required, "Must be there and not empty.");
        return null;
    }

    /// <summary>As <see cref="Text"/>, but it may be missing or null.</summary>
    public static string? OptionalText(JsonElement? element, string at, int maxCharacters, FaultList faults) =>
        element is { ValueKind: not JsonValueKind.Null } present ? Text(present, at, maxCharacters, faults) : null;

    /// <summary>Whether the member is there and of the type it must have; a fault when it is of another.</summary>
    public static bool Has(JsonElement? element, JsonValueKind kind, string at, FaultList faults)
    {
        if (element is not { ValueKind: not JsonValueKind.Null } present) return false;
        if (present.ValueKind == kind) return true;
        faults.Add(at, FaultCodes.WrongType, kind == JsonValueKind.Array ? "Must be an array." : "Must be an object.");
        return false;
    }
}
