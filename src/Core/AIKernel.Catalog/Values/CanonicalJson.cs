using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIKernel.Catalog.Values;

/// <summary>
/// An immutable JSON object in canonical form: no white space, keys in ordinal order at every level, numbers
/// as they were written. Two objects with the same content have the same text, hence compare equal.
/// </summary>
[JsonConverter(typeof(CanonicalJsonConverter))]
public sealed record CanonicalJson
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private CanonicalJson(string text) => Text = text;

    /// <summary>The object without members.</summary>
    public static CanonicalJson Empty { get; } = new("{}");

    /// <summary>The canonical text.</summary>
    public string Text { get; }

    /// <summary>The canonical form of an object.</summary>
    /// <exception cref="ArgumentException">The element is not an object.</exception>
    public static CanonicalJson From(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new ArgumentException("Only an object has a canonical form here.", nameof(element));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing)) WriteSorted(writer, element);
        return new(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Takes text that is canonical already, such as what this type wrote earlier. It is not checked.</summary>
    public static CanonicalJson FromCanonical(string text) => text == "{}" ? Empty : new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteSorted(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) WriteSorted(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}

internal sealed class CanonicalJsonConverter : JsonConverter<CanonicalJson>
{
    public override CanonicalJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return CanonicalJson.FromCanonical(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, CanonicalJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Text, skipInputValidation: true);
}
