using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using AIKernel.Caching.Strategies;

namespace AIKernel.Caching.Redis.WriteBehind;

/// <summary>A write as bytes in the log: a JSON object, so that an operator can read what waits there. The value stands in it as it was given.</summary>
internal static class LoggedWriteCodec
{
    // A value may be as deep as a request can be.
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 128 };
    private static readonly JsonWriterOptions Writing = new() { MaxDepth = 128, SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Encode(StoredWrite write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("key", write.Key);
            writer.WriteNumber("expires", write.ExpiresAt.UtcTicks);
            Write(writer, "tags", write.Tags);
            Write(writer, "dependencies", write.Dependencies);
            if (write.Policy is { } policy) writer.WriteString("policy", policy);
            if (write.Value is { } value)
            {
                writer.WritePropertyName("value");
                writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
            }
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The write; null for bytes that are none, whoever put them there.</summary>
    public static StoredWrite? Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Depth);
            var write = document.RootElement;
            var read = new StoredWrite(
                write.GetProperty("key").GetString()!,
                write.TryGetProperty("value", out var value) ? new KeyedValue(JsonMarshal.GetRawUtf8Value(value).ToArray()) : null,
                new DateTimeOffset(write.GetProperty("expires").GetInt64(), TimeSpan.Zero),
                Texts(write.GetProperty("tags")),
                Texts(write.GetProperty("dependencies")),
                write.TryGetProperty("policy", out var policy) ? policy.GetString() : null);
            return KeyedLimits.IsName(read.Key) ? read : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(static item => item.GetString()!)];

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
