using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIKernel.Catalog.Resources;

/// <summary>
/// Names a resource by kind, namespace and name: <c>{kind}:{namespace}/{name}</c>, with <c>;v={n}</c> for one
/// version. Names hold <c>/</c>, <c>:</c> and <c>@</c>, so the first colon and the first slash decide.
/// Equality ignores the case of the name, as the catalog's uniqueness does.
/// </summary>
[JsonConverter(typeof(ResourceReferenceConverter))]
public sealed record ResourceReference(string Kind, string Namespace, string Name, int? Version = null)
{
    /// <summary>Reads the text form; false when a part is missing. Whether the parts are well formed is the validator's matter.</summary>
    public static bool TryParse(string? text, out ResourceReference? reference)
    {
        reference = null;
        if (text is null) return false;
        int? version = null;
        var mark = text.LastIndexOf(";v=", StringComparison.Ordinal);
        if (mark >= 0)
        {
            if (!int.TryParse(text.AsSpan(mark + 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1) return false;
            version = number;
            text = text[..mark];
        }
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return false;
        var slash = text.IndexOf('/', colon + 1);
        if (slash <= colon + 1 || slash == text.Length - 1) return false;
        reference = new(text[..colon], text[(colon + 1)..slash], text[(slash + 1)..], version);
        return true;
    }

    /// <summary>The key under which the catalog holds the resource unique: the text form, name in lower case, no version.</summary>
    public string Key => $"{Kind}:{Namespace}/{Name.ToLowerInvariant()}";

    /// <inheritdoc/>
    public bool Equals(ResourceReference? other) =>
        other is not null && Kind == other.Kind && Namespace == other.Namespace && Version == other.Version
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Kind, Namespace, StringComparer.OrdinalIgnoreCase.GetHashCode(Name), Version);

    /// <inheritdoc/>
    public override string ToString() =>
        Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{Kind}:{Namespace}/{Name};v={version}") : $"{Kind}:{Namespace}/{Name}";
}

/// <summary>Reads and writes <see cref="ResourceReference"/> as its text form.</summary>
public sealed class ResourceReferenceConverter : JsonConverter<ResourceReference>
{
    /// <inheritdoc/>
    public override ResourceReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ResourceReference.TryParse(reader.GetString(), out var reference) ? reference! : throw new JsonException("Not a resource reference.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ResourceReference value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
