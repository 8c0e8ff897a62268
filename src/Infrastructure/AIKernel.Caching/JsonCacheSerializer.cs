using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching.Serialization;

namespace AIKernel.Caching;

/// <summary>System.Text.Json with source-generated metadata. Beside the values themselves it allocates next to nothing.</summary>
public sealed class JsonCacheSerializer<T>(JsonTypeInfo<T> type) : ICacheSerializer<T>
{
    /// <inheritdoc/>
    public string Fingerprint { get; } = TypeShape.Fingerprint(type);

    /// <inheritdoc/>
    public void Serialize(IBufferWriter<byte> output, T value) => JsonWriters.Serialize(output, value, type);

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, type)!;
}
