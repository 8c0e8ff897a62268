using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Caching;

/// <summary>Turns values into bytes and back. What it wrote it reads back equal; on foreign bytes it throws.</summary>
public interface ICacheSerializer<T>
{
    /// <summary>A short text that changes whenever bytes written for the type's older shape must not be read any more.</summary>
    string Fingerprint { get; }

    /// <summary>Appends the value's bytes.</summary>
    void Serialize(IBufferWriter<byte> output, T value);

    /// <summary>Reads exactly one value.</summary>
    /// <exception cref="Exception">Of any type: the bytes are not a value of this type.</exception>
    T Deserialize(ReadOnlySpan<byte> bytes);
}

/// <summary>System.Text.Json with source-generated metadata.</summary>
public sealed class JsonCacheSerializer<T>(JsonTypeInfo<T> type) : ICacheSerializer<T>
{
    /// <inheritdoc/>
    public string Fingerprint { get; } = TypeShape.Fingerprint(type);

    /// <inheritdoc/>
    public void Serialize(IBufferWriter<byte> output, T value)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, value, type);
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, type)!;
}

/// <summary>The serialized shape of a type: names and types of its members, recursively.</summary>
internal static class TypeShape
{
    /// <summary>The first 8 hexadecimal digits of the SHA-256 of the shape.</summary>
    public static string Fingerprint(JsonTypeInfo type)
    {
        var shape = new StringBuilder();
        Describe(type, shape, []);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shape.ToString())))[..8];
    }

    private static void Describe(JsonTypeInfo type, StringBuilder shape, HashSet<Type> seen)
    {
        shape.Append(type.Kind).Append(' ').Append(type.Type).Append(';');
        if (!seen.Add(type.Type)) return;
        if (type.Type.IsEnum) shape.AppendJoin(',', Enum.GetNames(type.Type));
        foreach (var member in type.Properties)
        {
            shape.Append(member.Name).Append(':');
            Describe(type.Options.GetTypeInfo(member.PropertyType), shape, seen);
        }
        // What collections hold: as the serializer tells it, and by type argument behind custom converters, which show as no kind at all.
        foreach (var element in (Type?[])[type.KeyType, type.ElementType, .. type.Type.GetGenericArguments()])
            if (element is not null && type.Options.TryGetTypeInfo(element, out var info)) Describe(info, shape, seen);
    }
}
