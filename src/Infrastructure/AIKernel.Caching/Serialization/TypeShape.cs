using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Caching.Serialization;

/// <summary>The serialized shape of a type: names and types of its members, recursively.</summary>
internal static class TypeShape
{
    /// <summary>The first 8 hexadecimal digits of the SHA-256 of the shape, and of the format where that is not JSON.</summary>
    public static string Fingerprint(JsonTypeInfo type, string format = "")
    {
        var shape = new StringBuilder(format);
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
