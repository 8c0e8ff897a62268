using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching.Serialization;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching;

/// <summary>
/// The values of System.Text.Json in the encoding of MessagePack: maps, arrays, strings, integers, floats, booleans and
/// nil. Smaller than JSON before compression, and read back equal to the last digit, by way of its text: never faster than it.
/// </summary>
/// <remarks>Encoded after the MessagePack specification (github.com/msgpack/msgpack/blob/master/spec.md).</remarks>
public sealed class MessagePackCacheSerializer<T>(JsonTypeInfo<T> type) : ICacheSerializer<T>
{
    private const int ExpectedSize = 1024;

    private readonly int _maxDepth = type.Options.MaxDepth == 0 ? 64 : type.Options.MaxDepth;

    /// <inheritdoc/>
    public string Fingerprint { get; } = TypeShape.Fingerprint(type, "msgpack");

    /// <inheritdoc/>
    public void Serialize(IBufferWriter<byte> output, T value)
    {
        using var json = new PooledBufferWriter(ExpectedSize);
        JsonWriters.Serialize(json, value, type);
        using var packed = new PooledBufferWriter(json.Length);
        MessagePackWriter.Write(json.Written, packed, _maxDepth);
        output.Write(packed.Written);
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> bytes)
    {
        using var json = new PooledBufferWriter(bytes.Length * 2);
        MessagePackReader.Read(bytes, json, _maxDepth);
        return JsonSerializer.Deserialize(json.Written, type)!;
    }
}
