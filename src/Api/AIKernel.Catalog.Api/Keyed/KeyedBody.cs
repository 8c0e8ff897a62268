using System.Runtime.InteropServices;
using System.Text.Json;
using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>Reads what is said of keyed values in a JSON object, and collects everything that is wrong with it.</summary>
internal sealed class KeyedBody
{
    private const int MaxFaults = 100;
    private readonly JsonElement _body;
    private readonly List<ProblemFault> _faults = [];

    public KeyedBody(JsonElement body, params string[] members)
    {
        _body = body;
        if (body.ValueKind != JsonValueKind.Object)
        {
            Refuse("", FaultCodes.WrongType, "Expected an object.");
            return;
        }
        if (SafeJson.RawNames(body).Any(name => !members.Contains(name, StringComparer.Ordinal)))
            Refuse("", FaultCodes.UnknownField, $"The members can only be {string.Join(", ", members)}.");
    }

    public Refusal? Refusal => _faults.Count == 0 ? null : new(ProblemKind.BadBody) { Errors = _faults };

    public void Refuse(string pointer, string code, string detail)
    {
        if (_faults.Count < MaxFaults) _faults.Add(ProblemFault.At(pointer, code, detail));
    }

    /// <summary>A member that must be there; what is there may be null.</summary>
    public JsonElement Value(string member)
    {
        if (_body.ValueKind == JsonValueKind.Object && SafeJson.Find(_body, member) is { } value)
        {
            if (JsonMarshal.GetRawUtf8Value(value).Length > KeyedLimits.MaxValueBytes) Refuse("/" + member, FaultCodes.TooLarge, $"A value has at most {KeyedLimits.MaxValueBytes} bytes.");
            return value;
        }
        Refuse("/" + member, FaultCodes.Required, "It is missing.");
        return default;
    }

    public string Key(string member)
    {
        if (Find(member) is { } value) return Name(value, "/" + member);
        Refuse("/" + member, FaultCodes.Required, "It is missing.");
        return "";
    }

    public string? OptionalName(string member) => Find(member) is { } value ? Name(value, "/" + member) : null;

    public IReadOnlyList<string> Names(string member, int atMost)
    {
        if (Find(member) is not { } array) return [];
        if (array.ValueKind != JsonValueKind.Array) Refuse("/" + member, FaultCodes.WrongType, "Expected an array.");
        else if (array.GetArrayLength() > atMost) Refuse("/" + member, FaultCodes.TooMany, $"At most {atMost}.");
        else return [.. array.EnumerateArray().Select((item, at) => Name(item, $"/{member}/{at}"))];
        return [];
    }

    /// <summary>The members of an object whose names are keys.</summary>
    public IReadOnlyList<(string Key, KeyedValue Value)> Items(string member)
    {
        if (Find(member) is not { } items) Refuse("/" + member, FaultCodes.Required, "It is missing.");
        else if (items.ValueKind != JsonValueKind.Object) Refuse("/" + member, FaultCodes.WrongType, "Expected an object whose members are named by keys.");
        else if (items.GetPropertyCount() is 0 or > KeyedLimits.MaxBatch) Refuse("/" + member, "out-of-range", $"Expected 1 to {KeyedLimits.MaxBatch} values.");
        else return [.. items.EnumerateObject().Select(item => Item(item, member))];
        return [];
    }

    private (string Key, KeyedValue Value) Item(JsonProperty item, string member)
    {
        var key = NameOf(item);
        var at = $"/{member}/{Escape(key ?? "\uFFFD")}";
        if (key is null) Refuse(at, FaultCodes.ControlCharacter, "It is not Unicode.");
        else CheckName(key, at);
        if (JsonMarshal.GetRawUtf8Value(item.Value).Length > KeyedLimits.MaxValueBytes) Refuse(at, FaultCodes.TooLarge, $"A value has at most {KeyedLimits.MaxValueBytes} bytes.");
        return (key ?? "", ValueOf(item.Value));
    }

    private static string? NameOf(JsonProperty item)
    {
        try
        {
            return item.Name;
        }
        catch (InvalidOperationException)
        {
            return null; // an unpaired surrogate
        }
    }

    /// <summary>A token of a JSON pointer (RFC 6901); a long one is cut.</summary>
    private static string Escape(string name) =>
        (name.Length <= KeyedLimits.MaxKeyLength ? name : "…").Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public KeyedStrategy? Strategy(string member)
    {
        if (Find(member) is not { } value) return null;
        if (KeyedStrategyNames.TryParse(SafeJson.TextOf(value), out var strategy)) return strategy;
        Refuse("/" + member, FaultCodes.UnknownValue, $"Expected {Text.Choice(KeyedStrategyNames.All)}.");
        return null;
    }

    /// <summary>Seconds as a number, or what settings take for a lifetime: a span or the name of a preset.</summary>
    public TimeSpan? Lifetime(string member, Lifetimes lifetimes)
    {
        if (Find(member) is not { } value) return null;
        var seconds = 0;
        var known = value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out seconds) : SafeJson.TextOf(value) is { Length: <= KeyedLimits.MaxKeyLength } text && lifetimes.TryRead(text, out seconds);
        if (!known) Refuse("/" + member, FaultCodes.UnknownValue, $"Expected {lifetimes.Expectation}.");
        else if (!KeyedLimits.IsLifetime(TimeSpan.FromSeconds(seconds))) Refuse("/" + member, "out-of-range", $"Expected 1 to {KeyedConfiguration.Year} seconds.");
        return TimeSpan.FromSeconds(seconds);
    }

    public static KeyedValue ValueOf(JsonElement element) =>
        new(element.ValueKind == JsonValueKind.Undefined ? default(ReadOnlyMemory<byte>) : JsonMarshal.GetRawUtf8Value(element).ToArray());

    private string Name(JsonElement value, string at)
    {
        var text = SafeJson.TextOf(value);
        if (text is null) Refuse(at, value.ValueKind == JsonValueKind.String ? FaultCodes.ControlCharacter : FaultCodes.WrongType, "Expected text.");
        else CheckName(text, at);
        return text ?? "";
    }

    public void CheckName(string text, string at)
    {
        if (text.Length == 0) Refuse(at, FaultCodes.Required, "It must not be empty.");
        else if (text.Length > KeyedLimits.MaxKeyLength) Refuse(at, FaultCodes.TooLong, $"At most {KeyedLimits.MaxKeyLength} characters.");
        else if (!KeyedLimits.IsName(text)) Refuse(at, FaultCodes.ControlCharacter, "It holds a character that it must not hold.");
    }

    /// <summary>A member that is there and not null.</summary>
    private JsonElement? Find(string member) =>
        _body.ValueKind == JsonValueKind.Object && SafeJson.Find(_body, member) is { ValueKind: not JsonValueKind.Null } found ? found : null;
}
