using System.Text.Json;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// A question asked in a JSON object. Every fault is collected; a question that makes no sense is 400, as it would be
/// in a query string.
/// </summary>
internal sealed class QueryBody
{
    private const int MaxFaults = 100;
    private readonly JsonElement _body;
    private readonly List<ProblemFault> _faults = [];

    public QueryBody(JsonElement body, params string[] members)
    {
        _body = body;
        if (body.ValueKind != JsonValueKind.Object) Refuse("", FaultCodes.WrongType, "Expected an object.");
        else if (SafeJson.RawNames(body).Any(name => !members.Contains(name, StringComparer.Ordinal)))
            Refuse("", FaultCodes.UnknownField, $"The members can only be {string.Join(" and ", members)}.");
    }

    public Refusal? Refusal => _faults.Count == 0 ? null : new(ProblemKind.BadBody) { Errors = _faults };

    public bool Has(string member) => Find(member) is not null;

    public int CountOf(string member) => Find(member) is { ValueKind: JsonValueKind.Array } array ? array.GetArrayLength() : 0;

    public void Refuse(string pointer, string code, string detail)
    {
        if (_faults.Count < MaxFaults) _faults.Add(ProblemFault.At(pointer, code, detail));
    }

    public List<Guid> Ids(string member) => List<Guid>(member, (item, at) =>
    {
        if (Guid.TryParseExact(SafeJson.TextOf(item), "D", out var id)) return id;
        Refuse(at, FaultCodes.Pattern, "Expected a UUID.");
        return default;
    });

    public List<ResourceReference> References(string member, ReferenceReader reader) => List<ResourceReference>(member, (item, at) =>
    {
        var reference = reader.Read(SafeJson.TextOf(item), at);
        foreach (var fault in reference.Faults) Refuse(fault.Pointer, fault.Code, fault.Message);
        if (reference.Value?.Version is not null) Refuse(at, FaultCodes.Pattern, "A version cannot be named here.");
        return reference.Value!;
    });

    /// <summary>A text; null where there is none.</summary>
    public string? Text(string member)
    {
        if (Find(member) is not { } value) return null;
        if (SafeJson.TextOf(value) is { } text) return text;
        Refuse("/" + member, FaultCodes.WrongType, "Expected text.");
        return null;
    }

    public List<string> Texts(string member, int maxLength) => List<string>(member, (item, at) =>
    {
        var text = SafeJson.TextOf(item);
        if (text is null) Refuse(at, FaultCodes.WrongType, "Expected text.");
        else if (text.Length == 0) Refuse(at, FaultCodes.Required, "It must not be empty.");
        else if (text.Length > maxLength) Refuse(at, FaultCodes.TooLong, $"At most {maxLength} characters.");
        else if (text.Any(char.IsControl)) Refuse(at, FaultCodes.ControlCharacter, "It holds a character that no text may hold.");
        return text ?? "";
    });

    public int Number(string member, int min, int max, int fallback)
    {
        if (Find(member) is not { } value) return fallback;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number)) Refuse("/" + member, FaultCodes.WrongType, "Expected a whole number.");
        else if (number < min || number > max) Refuse("/" + member, "out-of-range", $"Expected {min} to {max}.");
        else return number;
        return fallback;
    }

    private JsonElement? Find(string member) => _body.ValueKind == JsonValueKind.Object ? SafeJson.Find(_body, member) : null;

    private List<T> List<T>(string member, Func<JsonElement, string, T> read)
    {
        if (Find(member) is not { } array) return [];
        if (array.ValueKind != JsonValueKind.Array)
        {
            Refuse("/" + member, FaultCodes.WrongType, "Expected an array.");
            return [];
        }
        return [.. array.EnumerateArray().Select((item, index) => read(item, $"/{member}/{index}"))];
    }
}
