using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Caching.Strategies;

/// <summary>A value as JSON text in UTF-8, kept to the byte. Null, 0, an empty text and an empty list are values like any other.</summary>
/// <param name="utf8">One JSON value; not to be changed any more.</param>
public sealed class KeyedValue(ReadOnlyMemory<byte> utf8)
{
    /// <summary>The text.</summary>
    public ReadOnlyMemory<byte> Utf8 => utf8;

    /// <summary>The value of an object.</summary>
    public static KeyedValue Of<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>The value as an object.</summary>
    /// <exception cref="JsonException">It is not of this type.</exception>
    public T? Read<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(utf8.Span, type);
}
