using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIKernel.Catalog.Values;

/// <summary>
/// An immutable map from string to string, kept in ordinal key order, that compares by content: labels, for
/// example. Serialized as a JSON object. Safe to share between threads.
/// </summary>
[JsonConverter(typeof(ValueMapConverter))]
public sealed class ValueMap : IReadOnlyCollection<KeyValuePair<string, string>>, IEquatable<ValueMap>
{
    private readonly KeyValuePair<string, string>[] _items;

    private ValueMap(KeyValuePair<string, string>[] items) => _items = items;

    /// <summary>The map without entries.</summary>
    public static ValueMap Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>A map of these pairs; of two pairs with one key the later wins.</summary>
    public static ValueMap Create(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs) sorted[key] = value;
        return sorted.Count == 0 ? Empty : new([.. sorted]);
    }

    /// <summary>The value of <paramref name="key"/>, or null where there is none.</summary>
    public string? Find(string key)
    {
        foreach (var (candidate, value) in _items)
            if (string.Equals(candidate, key, StringComparison.Ordinal)) return value;
        return null;
    }

    /// <inheritdoc/>
    public bool Equals(ValueMap? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueMap);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in _items) { hash.Add(key); hash.Add(value); }
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", _items.Select(pair => $"{pair.Key}={pair.Value}"))}}}";

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, string>>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}

/// <summary>Reads and writes <see cref="ValueMap"/> as an object of strings.</summary>
public sealed class ValueMapConverter : JsonConverter<ValueMap>
{
    /// <inheritdoc/>
    public override ValueMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("Expected an object of strings.");
        var pairs = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            pairs.Add(new(key, reader.GetString() ?? throw new JsonException("A map cannot hold null.")));
        }
        return ValueMap.Create(pairs);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ValueMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, text) in value) writer.WriteString(key, text);
        writer.WriteEndObject();
    }
}
