using System.Text.Json;
using System.Text.Unicode;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads a request's body as JSON.</summary>
public static class JsonBody
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>
    /// The body as one JSON value that does not refer to <paramref name="utf8"/> any more. A byte order mark is
    /// skipped. Otherwise one fault: invalid-utf8, invalid-json, too-deep (more than 64 levels) or duplicate-key.
    /// </summary>
    public static Checked<JsonElement> Parse(ReadOnlyMemory<byte> utf8)
    {
        var text = utf8.Span;
        if (text.StartsWith(Bom)) text = text[Bom.Length..];
        if (!Utf8.IsValid(text)) return Refuse(FaultCodes.InvalidUtf8, "The body is not UTF-8.");
        try
        {
            if (IsTooDeep(text)) return Refuse(FaultCodes.TooDeep, $"Objects and arrays are nested more than {MaxDepth} levels deep.");
            var value = JsonElement.Parse(text, Options);
            return FindDuplicate(value) is { } at ? Refuse(FaultCodes.DuplicateKey, "The key occurs twice.", at) : Checked.Valid(value);
        }
        catch (JsonException exception)
        {
            return Refuse(FaultCodes.InvalidJson, $"Not JSON, line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
    }

    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    private static Checked<JsonElement> Refuse(string code, string message, string at = "") =>
        Checked.Invalid<JsonElement>([new(at, code, message)]);

    /// <summary>Reads no further than it must: what follows the level that is too deep need not even be JSON.</summary>
    private static bool IsTooDeep(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        while (reader.Read())
            if (reader.CurrentDepth >= MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return true;
        return false;
    }

    /// <summary>Where the first key stands that occurs twice, seen from the element, or null.</summary>
    private static string? FindDuplicate(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => FindDuplicateInArray(element),
        JsonValueKind.Object => FindDuplicateInObject(element),
        _ => null,
    };

    private static string? FindDuplicateInArray(JsonElement array)
    {
        var index = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (FindDuplicate(item) is { } found) return Pointers.Item("", index) + found;
            index++;
        }
        return null;
    }

    private static string? FindDuplicateInObject(JsonElement element)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            // A name that is not Unicode is refused by whoever reads the member; two of them are not one key.
            var name = JsonText.ReadName(member);
            if (name is not null && !names.Add(name)) return Pointers.Member("", name);
            if (FindDuplicate(member.Value) is { } found) return Pointers.Member("", name) + found;
        }
        return null;
    }
}
