using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIKernel.Catalog.Values;

/// <summary>
/// An immutable JSON object in canonical form: no white space, text in Unicode form C with the fewest escapes, keys
/// in ordinal order at every level, numbers as they were written. Two objects with the same content have the same
/// text, hence compare equal.
/// </summary>
[JsonConverter(typeof(CanonicalJsonConverter))]
public sealed record CanonicalJson
{
    private CanonicalJson(string text) => Text = text;

    /// <summary>The object without members.</summary>
    public static CanonicalJson Empty { get; } = new("{}");

    /// <summary>The canonical text.</summary>
    public string Text { get; }

    /// <summary>The canonical form of an object.</summary>
    /// <exception cref="ArgumentException">
    /// The element is not an object, an object in it holds a key twice (after normalisation), or a text in it is not Unicode.
    /// </exception>
    public static CanonicalJson From(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new ArgumentException("Only an object has a canonical form here.", nameof(element));
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, element);
        return FromCanonical(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Takes text that is canonical already, such as what this type wrote earlier. It is not checked.</summary>
    public static CanonicalJson FromCanonical(string text) => text == "{}" ? Empty : new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static void Write(ArrayBufferWriter<byte> output, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object: WriteObject(output, element); break;
            case JsonValueKind.Array: WriteArray(output, element); break;
            case JsonValueKind.String: JsonText.Write(output, JsonText.Read(element) ?? throw NotUnicode(nameof(element))); break;
            default: output.Write(JsonMarshal.GetRawUtf8Value(element)); break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> output, JsonElement element)
    {
        var members = new List<(string Name, JsonElement Value)>(element.GetPropertyCount());
        foreach (var member in element.EnumerateObject()) members.Add((JsonText.ReadName(member) ?? throw NotUnicode(nameof(element)), member.Value));
        members.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        output.Write("{"u8);
        for (var index = 0; index < members.Count; index++)
        {
            if (index > 0)
            {
                if (members[index].Name == members[index - 1].Name) throw new ArgumentException("An object holds the same key twice.", nameof(element));
                output.Write(","u8);
            }
            JsonText.Write(output, members[index].Name);
            output.Write(":"u8);
            Write(output, members[index].Value);
        }
        output.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> output, JsonElement element)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in element.EnumerateArray())
        {
            if (!first) output.Write(","u8);
            first = false;
            Write(output, item);
        }
        output.Write("]"u8);
    }

    private static ArgumentException NotUnicode(string parameter) => new("A text is not Unicode.", parameter);
}

/// <summary>Reads and writes <see cref="CanonicalJson"/> as the object it is.</summary>
public sealed class CanonicalJsonConverter : JsonConverter<CanonicalJson>
{
    /// <inheritdoc/>
    public override CanonicalJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return CanonicalJson.FromCanonical(document.RootElement.GetRawText());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CanonicalJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Text, skipInputValidation: true);
}
