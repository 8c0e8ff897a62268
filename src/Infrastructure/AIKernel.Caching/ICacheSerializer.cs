using System.Buffers;

namespace AIKernel.Caching;

/// <summary>
/// Turns values into bytes and back. What it wrote it reads back equal; on foreign bytes it throws. Called by many
/// threads at once; the bytes are the engine's, and it must not hold on to them.
/// </summary>
public interface ICacheSerializer<T>
{
    /// <summary>
    /// A short text that changes whenever bytes written for the type's older shape must not be read any more. It is part
    /// of the key, so serializers of different formats need different ones.
    /// </summary>
    string Fingerprint { get; }

    /// <summary>Appends the value's bytes.</summary>
    void Serialize(IBufferWriter<byte> output, T value);

    /// <summary>Reads exactly one value.</summary>
    /// <exception cref="Exception">Of any type: the bytes are not a value of this type.</exception>
    T Deserialize(ReadOnlySpan<byte> bytes);
}
