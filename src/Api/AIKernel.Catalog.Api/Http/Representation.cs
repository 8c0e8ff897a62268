using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// A value as it goes over the wire: its JSON, its entity tag, its compressed forms. Made once for each value and kept
/// beside it for as long as somebody holds the value, so that what is read from memory is neither written nor hashed nor
/// compressed again. Values are immutable, and each is answered in one form only.
/// </summary>
internal sealed class Representation(byte[] json, string etag)
{
    private static readonly ConditionalWeakTable<object, Representation> BesideValues = [];

    private byte[]? _brotli, _gzip;

    /// <summary>The JSON, in UTF-8.</summary>
    public byte[] Json => json;

    /// <summary>The strong entity tag of the JSON, quotes included.</summary>
    public string Etag => etag;

    /// <summary>The representation of this value; <paramref name="make"/> runs when there is none yet.</summary>
    public static Representation Of<TValue>(TValue value, Func<TValue, Representation> make)
        where TValue : class
    {
        if (BesideValues.TryGetValue(value, out var known)) return known;
        // Of two requests that make it at once, both get the first one's.
        return BesideValues.GetOrAdd(value, static (value, make) => make((TValue)value), make);
    }

    /// <summary>A representation told by its bytes.</summary>
    public static Representation OfBytes(byte[] json) => new(json, EntityTags.Of(json));

    /// <summary>A value as JSON, told by its bytes.</summary>
    public static Representation OfJson<TForm>(TForm form, JsonTypeInfo<TForm> type) => OfBytes(JsonSerializer.SerializeToUtf8Bytes(form, type));

    /// <summary>The JSON in this coding, <c>br</c> or <c>gzip</c>.</summary>
    public byte[] Coded(string coding) => coding == "br"
        ? _brotli ??= ContentCoding.Encode(json, coding)
        : _gzip ??= ContentCoding.Encode(json, coding);
}
